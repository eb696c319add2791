package weft.internal.driver;

import java.util.concurrent.atomic.AtomicLong;
import weft.internal.env.Clock;

/** A clock that the test moves. */
public final class ManualClock implements Clock {
  public static final long MILLI = 1_000_000;

  private final AtomicLong nanos;

  public ManualClock(long startNanos) {
    this.nanos = new AtomicLong(startNanos);
  }

  /** A clock that wraps around after five seconds, as the simulation's does. */
  public static ManualClock nearWrap() {
    return new ManualClock(Long.MAX_VALUE - 5_000 * MILLI);
  }

  @Override
  public long nanoTime() {
    return nanos.get();
  }

  public void advanceNanos(long step) {
    nanos.addAndGet(step);
  }

  public void advanceMillis(long step) {
    nanos.addAndGet(step * MILLI);
  }
}
