package weft.streams;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Services;
import weft.future.Undelivered;

/** Gives one item to a sink that stays with its owner, and flushes it if asked to. */
final class Feed<T> implements Future<@Nullable Void> {
  private final Sink<T> sink;
  private final boolean flush;
  private @Nullable T item;
  private Services services = Services.none();
  private boolean finished;

  Feed(Sink<T> sink, T item, boolean flush) {
    this.sink = sink;
    this.item = Objects.requireNonNull(item, "item");
    this.flush = flush;
  }

  @Override
  public Poll<@Nullable Void> poll(Context cx) throws Exception {
    if (finished) {
      throw new IllegalStateException("send was polled after it had finished");
    }
    T waiting = item;
    if (waiting != null) {
      services = cx.services();
      if (sink.pollReady(cx).isPending()) {
        return Poll.pending();
      }
      item = null; // the sink's from here on, even if it throws
      sink.startSend(waiting);
    }
    if (flush && sink.pollFlush(cx).isPending()) {
      return Poll.pending();
    }
    finished = true;
    return Poll.done();
  }

  @Override
  public void cancel() {
    finished = true;
    T waiting = item;
    item = null;
    Undelivered.discard(waiting, services);
  }
}
