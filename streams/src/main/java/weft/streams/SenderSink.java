package weft.streams;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.sync.ClosedException;
import weft.sync.Mpsc;

/**
 * The sending end of a channel, which this sink owns and closes. A reservation is a place in it.
 */
final class SenderSink<T> implements Sink<T>, Downstream {
  private final Mpsc.Sender<T> sender;
  private @Nullable Future<Mpsc.Permit<T>> reserving;
  private Mpsc.@Nullable Permit<T> permit;
  private @Nullable Future<Void> receiverGone;
  private boolean closed;

  SenderSink(Mpsc.Sender<T> sender) {
    this.sender = Objects.requireNonNull(sender, "sender");
  }

  @Override
  public Poll<Void> pollReady(Context cx) throws Exception {
    if (closed) {
      throw new IllegalStateException("a finished sink takes no more items");
    }
    if (permit != null) {
      return Poll.done();
    }
    Future<Mpsc.Permit<T>> waiting = reserving;
    if (waiting == null) {
      waiting = sender.reserve();
      reserving = waiting;
    }
    if (!(waiting.poll(cx) instanceof Poll.Ready<Mpsc.Permit<T>> ready)) {
      return Poll.pending();
    }
    reserving = null;
    permit = ready.value();
    return Poll.done();
  }

  @Override
  public ContextCarrier.@Nullable Captured context() {
    return null;
  }

  @Override
  public void watch(Context cx) throws Exception {
    Future<Void> gone = receiverGone;
    if (gone == null) {
      gone = sender.closed();
      receiverGone = gone;
    }
    if (gone.poll(cx).isReady()) {
      receiverGone = null;
      throw new ClosedException("the receiver of the channel has gone");
    }
  }

  @Override
  public void startSend(T item) {
    Mpsc.Permit<T> place = permit;
    if (place == null) {
      throw new IllegalStateException("startSend called without a ready pollReady");
    }
    permit = null;
    place.send(item);
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
    if (closed) {
      return;
    }
    closed = true;
    Future<Void> gone = receiverGone;
    receiverGone = null;
    if (gone != null) {
      gone.cancel();
    }
    Future<Mpsc.Permit<T>> waiting = reserving;
    reserving = null;
    if (waiting != null) {
      waiting.cancel();
    }
    Mpsc.Permit<T> place = permit;
    permit = null;
    if (place != null) {
      place.close();
    }
    sender.close();
  }
}
