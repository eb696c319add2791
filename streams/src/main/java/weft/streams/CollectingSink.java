package weft.streams;

import java.util.ArrayList;
import java.util.List;
import weft.future.Context;
import weft.future.Poll;

/**
 * A sink that keeps its items in a list and always has room.
 *
 * @param <T> the type of the items
 */
public final class CollectingSink<T> implements Sink<T> {
  private final List<T> items = new ArrayList<>();
  private boolean finished;

  CollectingSink() {}

  /** What was sent so far: a copy. Called by the owner. */
  public List<T> items() {
    return List.copyOf(items);
  }

  /** Whether it was finished. */
  public boolean isFinished() {
    return finished;
  }

  @Override
  public Poll<Void> pollReady(Context cx) {
    requireOpen();
    return cx.proceed() ? Poll.done() : Poll.pending();
  }

  @Override
  public void startSend(T item) {
    requireOpen();
    items.add(item);
  }

  private void requireOpen() {
    if (finished) {
      throw new IllegalStateException("a finished sink takes no more items");
    }
  }

  @Override
  public Poll<Void> pollFlush(Context cx) {
    return Poll.done();
  }

  @Override
  public Poll<Void> pollFinish(Context cx) {
    finished = true;
    return Poll.done();
  }
}
