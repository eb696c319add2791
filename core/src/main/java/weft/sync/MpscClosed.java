package weft.sync;

import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.internal.wait.Waiter;

/** {@link Mpsc.Sender#closed}. */
final class MpscClosed extends Waiter implements Future<Void> {
  private final MpscChannel<?> channel;
  private boolean finished;

  MpscClosed(MpscChannel<?> channel) {
    this.channel = channel;
  }

  @Override
  public Poll<Void> poll(Context cx) {
    if (finished) {
      throw Leftovers.finished("closed");
    }
    if (!cx.proceed()) {
      return Poll.pending();
    }
    if (!channel.awaitClosed(this, cx.waker())) {
      cx.refund();
      return Poll.pending();
    }
    finished = true;
    return Poll.done();
  }

  @Override
  public void cancel() {
    if (!finished) {
      finished = true;
      channel.forget(this);
    }
  }
}
