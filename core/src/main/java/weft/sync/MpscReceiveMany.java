package weft.sync;

import java.util.Collection;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;

/** {@link Mpsc.Receiver#receiveMany}. */
final class MpscReceiveMany<T> implements Future<Integer> {
  private final MpscChannel<T> channel;
  private final Collection<? super T> buffer;
  private final int limit;
  private boolean finished;

  MpscReceiveMany(MpscChannel<T> channel, Collection<? super T> buffer, int limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("limit < 0: " + limit);
    }
    this.channel = channel;
    this.buffer = buffer;
    this.limit = limit;
  }

  @Override
  public Poll<Integer> poll(Context cx) {
    if (finished) {
      throw Leftovers.finished("receiveMany");
    }
    Poll<Integer> polled = channel.pollReceiveMany(cx, buffer, limit);
    finished = polled.isReady();
    return polled;
  }

  @Override
  public void cancel() {
    if (!finished) {
      finished = true;
      channel.stopWaiting();
    }
  }
}
