package weft.streams;

import java.util.Objects;
import weft.future.Context;
import weft.future.Poll;
import weft.future.Services;
import weft.future.Undelivered;
import weft.sync.Broadcast;

/** The sending end of a broadcast, which this sink owns and closes. It always has room. */
final class BroadcastSink<T> implements Sink<T> {
  private final Broadcast.Sender<T> sender;
  private Services services = Services.none();
  private boolean closed;

  BroadcastSink(Broadcast.Sender<T> sender) {
    this.sender = Objects.requireNonNull(sender, "sender");
  }

  @Override
  public Poll<Void> pollReady(Context cx) {
    if (closed) {
      throw new IllegalStateException("a finished sink takes no more items");
    }
    services = cx.services();
    return cx.proceed() ? Poll.done() : Poll.pending();
  }

  @Override
  public void startSend(T item) {
    if (sender.send(item) == 0) {
      Undelivered.discard(item, services); // nobody listens now, which is no failure
    }
  }

  @Override
  public Poll<Void> pollFlush(Context cx) {
    return Poll.done();
  }

  @Override
  public Poll<Void> pollFinish(Context cx) {
    cancel();
    return Poll.done();
  }

  @Override
  public void cancel() {
    if (!closed) {
      closed = true;
      sender.close();
    }
  }
}
