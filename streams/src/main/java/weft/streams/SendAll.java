package weft.streams;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Services;
import weft.future.Undelivered;

/**
 * Gives a stream's items to a sink. Flushes whenever the stream has nothing more for now, so that
 * no item waits in the sink for the next one; notices meanwhile if nobody is at the sink's end any
 * more; finishes the sink at the end if it owns it.
 */
final class SendAll<T> implements Future<@Nullable Void> {
  private final Stream<? extends T> stream;
  private final Sink<T> sink;
  private final boolean ownsSink;
  private @Nullable T item; // taken from the stream, and the sink has no room yet
  private Services services = Services.none();
  private boolean streamEnded;
  private boolean unflushed;
  private boolean watched;
  private boolean finished;

  /** In the context of the subscriber at the end of {@code sink}, if there is one. */
  static <T> Future<@Nullable Void> of(Stream<? extends T> stream, Sink<T> sink, boolean ownsSink) {
    SendAll<T> transfer = new SendAll<>(stream, sink, ownsSink);
    return ContextCarrier.in(Downstream.contextOf(sink), transfer);
  }

  private SendAll(Stream<? extends T> stream, Sink<T> sink, boolean ownsSink) {
    this.stream = Objects.requireNonNull(stream, "stream");
    this.sink = Objects.requireNonNull(sink, "sink");
    this.ownsSink = ownsSink;
  }

  @Override
  public Poll<@Nullable Void> poll(Context cx) throws Exception {
    if (finished) {
      throw new IllegalStateException("sendAll was polled after it had finished");
    }
    services = cx.services();
    if (!watched) {
      watched = true;
      Downstream.watch(sink, cx); // a subscriber is told at once, also if there are no items yet
    }
    while (!streamEnded) {
      if (item == null) {
        Poll<? extends T> poll = stream.pollNext(cx);
        if (!(poll instanceof Poll.Ready<? extends T> ready)) {
          return flushMeanwhile(cx);
        }
        item = ready.value();
        streamEnded = item == null;
      }
      T next = item;
      if (next != null) {
        if (sink.pollReady(cx).isPending()) {
          return Poll.pending();
        }
        item = null; // the sink's from here on, even if it throws
        unflushed = true;
        sink.startSend(next);
      }
    }
    Poll<Void> last = ownsSink ? sink.pollFinish(cx) : sink.pollFlush(cx);
    if (last.isPending()) {
      return Poll.pending();
    }
    finished = true;
    stream.cancel(); // one that could be read on after its end lets go of its source
    if (ownsSink) {
      sink.cancel();
    }
    return Poll.done();
  }

  private Poll<@Nullable Void> flushMeanwhile(Context cx) throws Exception {
    if (unflushed && sink.pollFlush(cx).isReady()) {
      unflushed = false;
    }
    Downstream.watch(sink, cx); // it may go meanwhile
    return Poll.pending();
  }

  @Override
  public void cancel() {
    if (finished) {
      return;
    }
    finished = true;
    T waiting = item;
    item = null;
    Undelivered.discard(waiting, services);
    stream.cancel();
    if (ownsSink) {
      sink.cancel();
    }
  }
}
