package weft.internal.driver;

import weft.future.Timers;
import weft.internal.env.Clock;
import weft.internal.env.Preemption;
import weft.internal.env.PreemptionPoint;

/** The driver of a runtime: its timers, and a {@link Waiter} for everything else. */
public final class RuntimeDriver implements Driver {
  private final Clock clock;
  private final Waiter waiter;
  private final TimeDriver time;

  private RuntimeDriver(Clock clock, int workers, Waiter waiter) {
    this.clock = clock;
    this.waiter = waiter;
    this.time = TimeDriver.create(clock, workers, waiter::wakeup);
  }

  /**
   * A driver for {@code workers} workers, each with a wheel of its own.
   *
   * @param waiter owned by the driver from now on
   */
  public static RuntimeDriver create(Clock clock, int workers, Waiter waiter) {
    return new RuntimeDriver(clock, workers, waiter);
  }

  @Override
  public void turn(long maxNanos) {
    // A look that does not wait reads no clock unless there are timers: it comes at each yield.
    long nanos = maxNanos <= 0 ? 0 : time.prepareSleep(clock.nanoTime(), maxNanos);
    Preemption.point(PreemptionPoint.BEFORE_DRIVER_WAIT);
    boolean waited = waiter.await(nanos);
    if (waited) {
      time.awake(); // otherwise the announcement stands, as the wait goes on
    }
    if (time.hasTimers()) {
      time.advance(clock.nanoTime());
    }
  }

  @Override
  public void wakeup() {
    waiter.wakeup();
  }

  @Override
  public Timers.Timer timer(long deadlineNanos, int wheel) {
    return time.timer(deadlineNanos, wheel);
  }

  @Override
  public int registeredTimers() {
    return time.registeredCount();
  }

  @Override
  public Network network() {
    return waiter.network();
  }

  @Override
  public NetworkMetrics networkMetrics() {
    return waiter.metrics();
  }

  /** The timers: for metrics, and for a simulation that moves its clock to the next one. */
  public TimeDriver time() {
    return time;
  }

  @Override
  public void shutdown() {
    time.shutdown();
    waiter.shutdown();
  }
}
