package weft.internal.scheduler;

import java.util.concurrent.atomic.AtomicBoolean;
import weft.internal.driver.Driver;

/** The right to turn the driver, which one thread has at a time. Nobody waits for it. */
final class DriverRole {
  private final Driver driver;
  private final AtomicBoolean taken = new AtomicBoolean();

  DriverRole(Driver driver) {
    this.driver = driver;
  }

  boolean tryTake() {
    return !taken.get() && taken.compareAndSet(false, true);
  }

  /** Whether somebody turns the driver. Any thread: a snapshot. */
  boolean isTaken() {
    return taken.get();
  }

  void release() {
    taken.set(false);
  }

  /** Turns the driver; the caller has the role. */
  void turn(long maxNanos) {
    driver.turn(maxNanos);
  }

  /** Looks at the driver without waiting, unless somebody else is there. */
  void poll() {
    if (tryTake()) {
      try {
        driver.turn(0);
      } finally {
        release();
      }
    }
  }

  void wakeup() {
    driver.wakeup();
  }
}
