package weft.testkit;

import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;
import weft.future.Timers;
import weft.streams.Stream;

/**
 * A stream that follows a script: items, pendings, waits, a failure or the end, in this order. What
 * comes after the script's last line is pending for ever.
 *
 * <p>Used by one task.
 *
 * @param <T> the type of the items
 */
public final class StreamScript<T> implements Stream<T> {
  private final ArrayDeque<Line<T>> lines;
  private Timers.@Nullable Timer waiting;
  private boolean finished;
  private int cancels;

  /** One line; the answer to one poll, or null if it is still to come. */
  private interface Line<T> {
    @Nullable Poll<@Nullable T> play(StreamScript<T> script, Context cx) throws Exception;
  }

  private StreamScript(ArrayDeque<Line<T>> lines) {
    this.lines = lines;
  }

  /** An empty script. */
  public static <T> Builder<T> builder() {
    return new Builder<>();
  }

  /**
   * Writes a script.
   *
   * @param <T> the type of the items
   */
  public static final class Builder<T> {
    private final ArrayDeque<Line<T>> lines = new ArrayDeque<>();

    private Builder() {}

    /** Gives an item. */
    public Builder<T> item(T item) {
      lines.add((script, cx) -> Poll.ready(item));
      return this;
    }

    /** Is pending once, and wakes at once. */
    public Builder<T> pending() {
      lines.add(
          (script, cx) -> {
            cx.waker().wake();
            return Poll.pending();
          });
      return this;
    }

    /** Is pending for a time on the clock of the runtime that polls. */
    public Builder<T> wait(Duration time) {
      lines.add((script, cx) -> script.await(cx, time) ? null : Poll.pending());
      return this;
    }

    /** Fails. */
    public Builder<T> fail(Exception failure) {
      lines.add(
          (script, cx) -> {
            script.finished = true;
            throw failure;
          });
      return this;
    }

    /** Ends. */
    public Builder<T> end() {
      lines.add(
          (script, cx) -> {
            script.finished = true;
            return theEnd();
          });
      return this;
    }

    /** The stream that follows this script. */
    public StreamScript<T> build() {
      return new StreamScript<>(new ArrayDeque<>(lines));
    }
  }

  @SuppressWarnings("NullAway") // a ready null is the end of a stream
  private static <T> Poll<@Nullable T> theEnd() {
    return Poll.ready(null);
  }

  private boolean await(Context cx, Duration time) {
    Timers timers = cx.services().timers();
    if (timers == null) {
      throw new IllegalStateException("a script that waits needs a runtime: use TestRuntime");
    }
    if (waiting == null) {
      waiting = timers.timer(timers.nanoTime() + Timers.saturatedNanos(time));
    }
    if (!waiting.pollElapsed(cx.waker())) {
      return false;
    }
    waiting = null;
    return true;
  }

  @Override
  public Poll<@Nullable T> pollNext(Context cx) throws Exception {
    if (finished || cancels > 0) {
      throw new AssertionError(
          "the script was polled after it had " + (finished ? "finished" : "been cancelled"));
    }
    while (true) {
      Line<T> line = lines.peek();
      if (line == null) {
        return Poll.pending();
      }
      Poll<@Nullable T> answer = line.play(this, cx);
      if (waiting == null) {
        lines.poll();
      }
      if (answer != null) {
        return answer;
      }
    }
  }

  @Override
  public void cancel() {
    cancels++;
    if (waiting != null) {
      waiting.cancel();
      waiting = null;
    }
  }

  /** Wants every line to have been played. */
  public void assertDone() {
    if (!lines.isEmpty()) {
      throw new AssertionError(lines.size() + " lines of the script were not played");
    }
  }

  /** Wants the stream to have been given up exactly once. */
  public void assertCancelled() {
    if (cancels != 1) {
      throw new AssertionError("cancelled " + cancels + " times instead of once");
    }
  }
}
