package weft.internal.scheduler;

import java.util.concurrent.atomic.AtomicInteger;
import weft.internal.env.Parker;

/**
 * How one worker waits: in the driver if nobody else is there, else on its own parker.
 *
 * <pre>
 * EMPTY      nobody waits, no token
 * THREAD     the worker waits on its parker
 * DRIVER     the worker waits in the driver
 * NOTIFIED   there is a token; the worker's next park returns at once
 * </pre>
 */
final class WorkerParker {
  private static final int EMPTY = 0;
  private static final int THREAD = 1;
  private static final int DRIVER = 2;
  private static final int NOTIFIED = 3;

  private final AtomicInteger state = new AtomicInteger(EMPTY);
  private final Parker parker;
  private final DriverRole driver;
  private boolean hasDriver; // the worker's own

  WorkerParker(Parker parker, DriverRole driver) {
    this.parker = parker;
    this.driver = driver;
  }

  /** Waits; the last act of a step. {@link #leave} is the first one of the next step. */
  void park() {
    hasDriver = driver.tryTake();
    if (!state.compareAndSet(EMPTY, hasDriver ? DRIVER : THREAD)) {
      return; // a token came first
    }
    if (hasDriver) {
      driver.turn(Long.MAX_VALUE);
    } else {
      parker.park();
    }
  }

  /** Ends the wait and takes the token. */
  void leave() {
    state.set(EMPTY);
    if (hasDriver) {
      hasDriver = false;
      driver.release();
    }
  }

  /** Ends the wait, or the next one. Any thread. */
  void unpark() {
    switch (state.getAndSet(NOTIFIED)) {
      case THREAD -> parker.unpark();
      case DRIVER -> driver.wakeup();
      default -> {
        // it is awake, or about to be
      }
    }
  }
}
