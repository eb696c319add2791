package weft.sync;

import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;

/** {@link Mpsc.Receiver#receive}. */
final class MpscReceive<T> implements Future<@Nullable T> {
  private final MpscChannel<T> channel;
  private boolean finished;

  MpscReceive(MpscChannel<T> channel) {
    this.channel = channel;
  }

  @Override
  public Poll<@Nullable T> poll(Context cx) {
    if (finished) {
      throw Leftovers.finished("receive");
    }
    Poll<@Nullable T> polled = channel.pollReceive(cx);
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
