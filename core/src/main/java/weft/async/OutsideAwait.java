package weft.async;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import weft.future.ContextControl;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Services;
import weft.future.Waker;
import weft.internal.context.Scope;
import weft.internal.env.ThreadKind;

/**
 * {@code await} outside every body: an adapter for virtual threads of the user's own, which may be
 * parked. It is the one place that parks without asking a runtime's environment, as there need not
 * be a runtime here.
 */
final class OutsideAwait implements Waker {
  private final Thread thread;

  /**
   * The wake is a flag of this await's own: one that comes while a callback awaits something else
   * ends that one's park, but is not lost.
   */
  private volatile boolean woken;

  private OutsideAwait(Thread thread) {
    this.thread = thread;
  }

  static <T extends @Nullable Object> T await(Future<T> future, @Nullable Scope scope)
      throws Exception {
    Thread thread = Thread.currentThread();
    if (!ThreadKind.isVirtual(thread)) {
      throw new IllegalStateException(
          "await called outside an async body, on thread "
              + thread.getName()
              + ": wrap the code in async(..) and spawn it, or use runtime.blockOn(future)");
    }
    Services services = scope == null ? Services.none() : scope.services();
    ContextControl control = ContextControl.create(services);
    OutsideAwait parked = new OutsideAwait(thread);
    while (true) {
      parked.beforePoll();
      control.begin(parked, ContextControl.DEFAULT_BUDGET);
      try {
        Poll<T> poll = future.poll(control.context());
        if (poll instanceof Poll.Ready<T> ready) {
          return ready.value();
        }
      } catch (Throwable failure) {
        future.cancel();
        throw failure;
      } finally {
        control.end();
      }
      if (Thread.interrupted()) {
        future.cancel();
        throw new InterruptedException("interrupted in await: its future has been cancelled");
      }
      parked.park(future);
    }
  }

  private void beforePoll() {
    woken = false;
  }

  private void park(Object blocker) {
    if (woken) {
      Thread.yield(); // to other virtual threads: parking would return at once
      return;
    }
    while (!woken && !thread.isInterrupted()) {
      LockSupport.park(blocker);
    }
  }

  @Override
  public void wake() {
    woken = true;
    LockSupport.unpark(thread);
  }
}
