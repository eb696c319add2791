package weft.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;
import weft.streams.Sink;

/**
 * A sink that follows a script of when it has room, and records what it is given. After the script
 * it always has room. It holds its user to the protocol: an item only after a ready {@code
 * pollReady}, nothing after the end.
 *
 * <p>Used by one task.
 *
 * @param <T> the type of the items
 */
public final class SinkScript<T> implements Sink<T> {
  private final ArrayDeque<Line> lines;
  private final List<T> taken = new ArrayList<>();
  private boolean reserved;
  private int flushed; // items
  private boolean finished;
  private int cancels;

  private enum Kind {
    ROOM,
    PENDING,
    FAILURE
  }

  private record Line(Kind kind, @Nullable Exception failure) {}

  private SinkScript(ArrayDeque<Line> lines) {
    this.lines = lines;
  }

  /** An empty script: a sink that always has room. */
  public static <T> Builder<T> builder() {
    return new Builder<>();
  }

  /**
   * Writes a script; each line answers one {@code pollReady}.
   *
   * @param <T> the type of the items
   */
  public static final class Builder<T> {
    private final ArrayDeque<Line> lines = new ArrayDeque<>();

    private Builder() {}

    /** Has room for {@code items} items, one after the other. */
    public Builder<T> room(int items) {
      for (int i = 0; i < items; i++) {
        lines.add(new Line(Kind.ROOM, null));
      }
      return this;
    }

    /** Has no room once, and wakes at once. */
    public Builder<T> pending() {
      lines.add(new Line(Kind.PENDING, null));
      return this;
    }

    /** Fails. */
    public Builder<T> fail(Exception failure) {
      lines.add(new Line(Kind.FAILURE, failure));
      return this;
    }

    /** The sink that follows this script. */
    public SinkScript<T> build() {
      return new SinkScript<>(new ArrayDeque<>(lines));
    }
  }

  private void requireOpen(String what) {
    if (finished || cancels > 0) {
      throw new AssertionError(
          what + " after the sink had " + (finished ? "finished" : "been cancelled"));
    }
  }

  @Override
  public Poll<Void> pollReady(Context cx) throws Exception {
    requireOpen("pollReady");
    if (reserved) {
      return Poll.done();
    }
    Line line = lines.poll();
    if (line != null && line.failure() != null) {
      throw line.failure();
    }
    if (line != null && line.kind() == Kind.PENDING) {
      cx.waker().wake();
      return Poll.pending();
    }
    reserved = true;
    return Poll.done();
  }

  @Override
  public void startSend(T item) {
    requireOpen("startSend");
    if (!reserved) {
      throw new AssertionError("startSend without a ready pollReady: " + item);
    }
    reserved = false;
    taken.add(item);
  }

  @Override
  public Poll<Void> pollFlush(Context cx) {
    requireOpen("pollFlush");
    flushed = taken.size();
    return Poll.done();
  }

  @Override
  public Poll<Void> pollFinish(Context cx) {
    requireOpen("pollFinish");
    flushed = taken.size();
    finished = true;
    return Poll.done();
  }

  @Override
  public void cancel() {
    cancels++;
    reserved = false;
  }

  /** The items it was given. */
  public List<T> items() {
    return List.copyOf(taken);
  }

  /** How many of the items were flushed. */
  public int flushed() {
    return flushed;
  }

  /** Whether it was finished in an orderly way. */
  public boolean isFinished() {
    return finished;
  }

  /** Wants every line to have been played. */
  public void assertDone() {
    if (!lines.isEmpty()) {
      throw new AssertionError(lines.size() + " lines of the script were not played");
    }
  }
}
