package weft.internal.driver;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import weft.future.Timers;
import weft.internal.env.Clock;
import weft.internal.env.Preemption;
import weft.internal.env.PreemptionPoint;

/**
 * The timers of a runtime: one wheel per worker and one for foreign threads, so that workers do not
 * contend, all advanced by whoever drives, so that a blocked worker's timers fire all the same.
 *
 * <p>Deadlines are rounded up to the next tick of a millisecond, the clock down; so a timer never
 * fires early. Nanoseconds are compared by difference only and the clock may wrap; a clock that
 * goes backwards stands still for the wheels.
 *
 * <p><b>Sleeping.</b> The driving thread announces by {@link #prepareSleep} until when it sleeps,
 * and looks at the wheels once more; who registers a timer first publishes the wheel's next tick
 * and then looks at the announcement. So either the driver sees the timer or the other one sees
 * that the driver must be woken.
 *
 * <p><b>Threads.</b> {@link #prepareSleep}, {@link #awake} and {@link #advance} are called by
 * whoever has the driver's role; the rest by any thread.
 */
public final class TimeDriver {
  static final long NANOS_PER_TICK = 1_000_000;

  private static final long MAX_TICK = Long.MAX_VALUE / NANOS_PER_TICK;
  private static final long AWAKE =
      Long.MIN_VALUE; // no timer is earlier, so nobody wakes the driver
  private static final VarHandle SLEEPS_UNTIL;

  static {
    try {
      SLEEPS_UNTIL =
          MethodHandles.lookup().findVarHandle(TimeDriver.class, "sleepsUntil", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Clock clock;
  private final Runnable wakeup;
  private final long originNanos;
  private final Wheel[] wheels; // the last one is for foreign threads
  private final WakerBatch batch = new WakerBatch(); // the driving thread's
  private long latestTick; // the driving thread's
  private volatile long sleepsUntil = AWAKE; // a tick
  private volatile boolean shut;

  private TimeDriver(Clock clock, int workers, Runnable wakeup) {
    this.clock = clock;
    this.wakeup = wakeup;
    this.originNanos = clock.nanoTime();
    this.wheels = new Wheel[workers + 1];
    for (int i = 0; i < wheels.length; i++) {
      wheels[i] = new Wheel();
    }
  }

  /**
   * A time driver with a wheel per worker and one for foreign threads.
   *
   * @param wakeup called, with no lock held, when a timer is registered that is due before the
   *     driving thread would wake by itself
   */
  public static TimeDriver create(Clock clock, int workers, Runnable wakeup) {
    return new TimeDriver(clock, workers, wakeup);
  }

  /**
   * A timer on the wheel of a worker.
   *
   * @param wheel the worker's index, or {@link Driver#FOREIGN_WHEEL}
   */
  public Timers.Timer timer(long deadlineNanos, int wheel) {
    Wheel chosen = wheels[wheel == Driver.FOREIGN_WHEEL ? wheels.length - 1 : wheel];
    return new WheelTimer(this, chosen, deadlineNanos);
  }

  /**
   * How long it is from {@code nowNanos} to the next tick at which a wheel has something to do:
   * zero if it is due already, {@link Long#MAX_VALUE} without any timer.
   */
  public long nanosToNext(long nowNanos) {
    return nanosTo(earliestTick(), nowNanos);
  }

  /** How many timers are registered. */
  public int registeredCount() {
    int count = 0;
    for (Wheel wheel : wheels) {
      count += wheel.size();
    }
    return count;
  }

  /**
   * Announces that the driving thread is about to sleep.
   *
   * @param maxNanos the longest sleep; zero or less does not sleep, {@link Long#MAX_VALUE} has no
   *     limit
   * @return for how long to sleep at most
   */
  long prepareSleep(long nowNanos, long maxNanos) {
    if (maxNanos <= 0) {
      return 0;
    }
    long limit = maxNanos == Long.MAX_VALUE ? Wheel.NONE : tickOf(nowNanos + maxNanos, nowNanos);
    while (true) {
      long next = earliestTick();
      sleepsUntil = Math.min(next, limit);
      if (earliestTick() >= next) {
        return Math.min(maxNanos, nanosTo(next, nowNanos));
      }
    }
  }

  /** Ends what {@link #prepareSleep} announced. */
  void awake() {
    if (sleepsUntil != AWAKE) { // it is, after a look that did not wait: no fence is needed
      sleepsUntil = AWAKE;
    }
  }

  /** Whether any timer is registered, so that {@link #advance} may have something to do. */
  boolean hasTimers() {
    return earliestTick() != Wheel.NONE;
  }

  /**
   * Fires all timers that are due at {@code nowNanos}: over all wheels in the order of their
   * deadlines, to the millisecond. Their wakers are called on this thread with no lock held.
   */
  public void advance(long nowNanos) {
    long now = Math.max(latestTick, tickAt(nowNanos));
    latestTick = now;
    while (fireEarliest(now)) {
      if (batch.isFull()) {
        batch.wakeAll();
      }
    }
    if (!batch.isEmpty()) {
      Preemption.point(PreemptionPoint.BEFORE_TIMER_WAKES);
      batch.wakeAll();
    }
  }

  /** Wakes all timers; polling one fails from now on. Idempotent. Called by one thread. */
  void shutdown() {
    shut = true;
    WakerBatch last = new WakerBatch(); // another thread may be advancing
    for (Wheel wheel : wheels) {
      boolean more;
      do {
        more = wheel.shutdown(last);
        last.wakeAll();
      } while (more);
    }
  }

  // What a timer calls.

  long nanoTime() {
    return clock.nanoTime();
  }

  /** The tick at which a deadline, seen at {@code nowNanos}, has passed; never negative. */
  long tickOf(long deadlineNanos, long nowNanos) {
    long since = nowNanos - originNanos;
    long delay = deadlineNanos - nowNanos; // by difference: right though the clock may wrap
    long when = since + delay;
    if (delay > 0 && since > 0 && when < 0) {
      return MAX_TICK; // further away than the clock can tell
    }
    if (when <= 0) {
      return 0;
    }
    return Math.min(MAX_TICK, (when - 1) / NANOS_PER_TICK + 1);
  }

  /** The tick that has begun at {@code nowNanos}; never negative. */
  long tickAt(long nowNanos) {
    return Math.max(0, nowNanos - originNanos) / NANOS_PER_TICK;
  }

  /** A timer was filed in {@code wheel}: wakes the driving thread if it would sleep too long. */
  void registered(Wheel wheel) {
    Preemption.point(PreemptionPoint.AFTER_TIMER_FILED);
    long tick = wheel.nextTick();
    long until = sleepsUntil;
    while (tick < until) {
      // Lowering the announcement spares those who register later ones their wake-up.
      if (SLEEPS_UNTIL.compareAndSet(this, until, tick)) {
        wakeup.run();
        return;
      }
      until = sleepsUntil;
    }
  }

  void ensureOpen() {
    if (shut) {
      throw shutDown();
    }
  }

  static IllegalStateException shutDown() {
    return new RuntimeEndedException(
        "timer polled after its runtime was shut down: finish what waits for time before close()");
  }

  private boolean fireEarliest(long now) {
    Wheel chosen = wheels[0];
    long first = Wheel.NONE;
    long second = Wheel.NONE;
    for (Wheel wheel : wheels) {
      long next = wheel.nextTick();
      if (next < first) {
        second = first;
        first = next;
        chosen = wheel;
      } else if (next < second) {
        second = next;
      }
    }
    if (first > now) {
      return false;
    }
    chosen.fire(Math.min(now, second), batch);
    return true;
  }

  private long earliestTick() {
    long earliest = Wheel.NONE;
    for (Wheel wheel : wheels) {
      earliest = Math.min(earliest, wheel.nextTick());
    }
    return earliest;
  }

  private long nanosTo(long tick, long nowNanos) {
    if (tick == Wheel.NONE) {
      return Long.MAX_VALUE;
    }
    return Math.max(0, tick * NANOS_PER_TICK - (nowNanos - originNanos));
  }
}
