package weft.internal.driver;

import weft.internal.env.Parker;

/** Waits on a parker: for a runtime that has timers and no network. */
public final class ParkWaiter implements Waiter {
  private final Parker parker;

  private ParkWaiter(Parker parker) {
    this.parker = parker;
  }

  /** A waiter that is the only user of {@code parker}. */
  public static ParkWaiter on(Parker parker) {
    return new ParkWaiter(parker);
  }

  @Override
  public boolean await(long maxNanos) {
    if (maxNanos == Long.MAX_VALUE) {
      parker.park();
    } else if (maxNanos > 0) {
      parker.parkNanos(maxNanos);
    }
    return true;
  }

  @Override
  public void wakeup() {
    parker.unpark();
  }

  @Override
  public Network network() {
    throw new UnsupportedOperationException(
        "this runtime was built without a network driver: use one that has it for weft.net");
  }

  @Override
  public void shutdown() {}
}
