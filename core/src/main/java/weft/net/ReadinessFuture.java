package weft.net;

import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Waker;
import weft.internal.driver.Readiness;

/** Waits until a direction is worth trying. */
final class ReadinessFuture implements Future<Void> {
  private final Readiness readiness;
  private @Nullable Waker registered;

  ReadinessFuture(Readiness readiness) {
    this.readiness = readiness;
  }

  @Override
  public Poll<Void> poll(Context cx) {
    if (!cx.proceed()) {
      return Poll.pending();
    }
    if (readiness.poll(cx)) {
      registered = null;
      return Poll.done();
    }
    registered = cx.waker();
    cx.refund();
    return Poll.pending();
  }

  @Override
  public void cancel() {
    if (registered != null) {
      readiness.forget(registered);
    }
  }
}
