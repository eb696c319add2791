package weft.testkit;

import org.jspecify.annotations.Nullable;
import weft.future.ContextControl;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Services;
import weft.future.Waker;

/** Polls with a waker of the test's choice. */
final class Wakers {
  private Wakers() {}

  static <T extends @Nullable Object> Poll<T> poll(Future<T> future, Waker waker) throws Exception {
    ContextControl control = ContextControl.create(Services.none());
    control.begin(waker, ContextControl.UNCONSTRAINED);
    try {
      return future.poll(control.context());
    } finally {
      control.end();
    }
  }

  static void pollPending(Future<?> future, Waker waker) throws Exception {
    if (poll(future, waker).isReady()) {
      throw new AssertionError("expected pending, but ready");
    }
  }
}
