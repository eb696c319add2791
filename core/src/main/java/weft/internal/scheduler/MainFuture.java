package weft.internal.scheduler;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import weft.future.ContextControl;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Waker;
import weft.internal.context.RuntimeServices;
import weft.internal.context.Scope;
import weft.internal.driver.RuntimeEndedException;
import weft.internal.env.Parker;
import weft.internal.task.Task;

/**
 * The future of one {@code blockOn}: polled by the calling thread, once at the start and then once
 * per wake, however often the thread comes back from waiting without one.
 */
final class MainFuture<T extends @Nullable Object> implements Waker, Scope {
  private final Scheduler scheduler;
  private final Future<T> future;
  private final ContextControl control;
  private final Parker parker;
  private final AtomicBoolean woken = new AtomicBoolean(true);
  private Poll.@Nullable Ready<T> result;

  // Whether the thread waits in the scheduler's core rather than on the parker. Written before
  // woken
  // is read, and read after woken is written: so a wake is seen, or ends the right wait.
  private volatile @Nullable WorkerParker core;

  MainFuture(Scheduler scheduler, Future<T> future) {
    this.scheduler = scheduler;
    this.future = Objects.requireNonNull(future, "future");
    this.control = ContextControl.create(scheduler);
    this.parker = scheduler.environment().newParker();
  }

  /**
   * Polls the future if it was woken since the last time.
   *
   * @return whether it is ready
   * @throws Exception what the future threw; it has been cancelled then
   */
  boolean pollIfWoken() throws Exception {
    if (!woken.get() || !woken.getAndSet(false)) {
      return false;
    }
    control.begin(this, scheduler.config.tunables().budget());
    Poll<T> poll;
    try {
      poll = future.poll(control.context());
      if (poll == null) {
        throw new NullPointerException("poll returned null: " + future.getClass().getName());
      }
    } catch (Throwable failure) {
      endPoll();
      Task.requeueRescued(); // if it was its stack that ran out
      cancelAfter(failure);
      throw failure;
    }
    endPoll();
    if (poll instanceof Poll.Ready<T> ready) {
      result = ready;
      return true;
    }
    return false;
  }

  private void endPoll() {
    control.end();
    long exhaustions = control.takeExhaustions();
    if (exhaustions != 0) {
      scheduler.mainForcedToYield(exhaustions);
    }
  }

  private void cancelAfter(Throwable failure) {
    try {
      future.cancel();
    } catch (Throwable second) {
      if (second != failure) {
        failure.addSuppressed(second);
      }
    }
  }

  /** Gives the future up because its runtime has gone. */
  IllegalStateException abandon() {
    Throwable cause = scheduler.fatalFailure();
    IllegalStateException failure =
        cause == null
            ? new RuntimeEndedException(
                "the runtime was shut down while blockOn waited: "
                    + "close it after blockOn has returned")
            : new IllegalStateException("the runtime has failed while blockOn waited", cause);
    cancelAfter(failure);
    return failure;
  }

  boolean isReady() {
    return result != null;
  }

  T result() {
    Poll.Ready<T> ready = result;
    if (ready == null) {
      throw new IllegalStateException("result called before the future was ready");
    }
    return ready.value();
  }

  boolean isWoken() {
    return woken.get();
  }

  /** Waits for a wake, or for {@link #unpark}. */
  void park() {
    if (!woken.get()) {
      parker.park();
    }
  }

  /** Ends the wait on the parker without a poll. Any thread. */
  void unpark() {
    parker.unpark();
  }

  /** From now on the thread waits in {@code parker}, or on its own parker again if null. */
  void waitsIn(@Nullable WorkerParker core) {
    this.core = core;
  }

  @Override
  public void wake() {
    if (woken.getAndSet(true)) {
      return;
    }
    WorkerParker waitsIn = core;
    if (waitsIn == null) {
      parker.unpark();
    } else if (scheduler.localWorker() == null) {
      waitsIn.unpark();
    }
    // else it was woken from inside its own loop, which looks at the flag before it waits
  }

  @Override
  public RuntimeServices services() {
    return scheduler;
  }

  @Override
  public Kind kind() {
    return Kind.BLOCK_ON;
  }
}
