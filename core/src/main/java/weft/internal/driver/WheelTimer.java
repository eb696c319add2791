package weft.internal.driver;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import weft.future.Timers;
import weft.future.Waker;

/**
 * A timer, which is its own node in a wheel.
 *
 * <p>The state is the tick at which it is registered, or one of the negative values below.
 *
 * <pre>
 * from          to            who and how
 * UNREGISTERED  tick          owner, under the wheel's lock (first unsuccessful poll)
 * UNREGISTERED  ELAPSED       owner (the first poll found the deadline passed)
 * tick          later tick    owner, by compare-and-set without the lock
 * tick          earlier tick  owner, under the lock
 * tick          UNREGISTERED  owner, under the lock (cancel)
 * tick          ELAPSED       driver, by compare-and-set under the lock
 * tick          SHUT          driver, under the lock
 * ELAPSED       UNREGISTERED  owner (reset)
 * </pre>
 *
 * <p>So only the owner leaves a negative state, and it needs no lock to do so. Between a later
 * reset and the driver the compare-and-set decides.
 *
 * <p>The waker: the owner writes it and then reads the state; the driver marks the state and then
 * reads the waker. Both are volatile, so either the owner sees that the timer has elapsed or the
 * driver sees the new waker.
 */
final class WheelTimer extends Link implements Timers.Timer {
  private static final long UNREGISTERED = -1;
  private static final long ELAPSED = -2;
  private static final long SHUT = -3;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(WheelTimer.class, "state", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  int slot; // the index of the slot that this timer was filed in last; guarded by the wheel's lock

  private final TimeDriver driver;
  private final Wheel wheel;
  private long deadlineNanos; // the owner's
  private volatile long state = UNREGISTERED;
  private volatile @Nullable Waker waker;

  WheelTimer(TimeDriver driver, Wheel wheel, long deadlineNanos) {
    this.driver = driver;
    this.wheel = wheel;
    this.deadlineNanos = deadlineNanos;
  }

  @Override
  public boolean pollElapsed(Waker newWaker) {
    long current = state;
    if (current == UNREGISTERED) {
      return registerOrElapse(newWaker);
    }
    if (current >= 0) {
      Waker before = waker;
      if (before == null || !before.willWake(newWaker)) {
        waker = newWaker;
        current = state; // the driver may have fired, and woken the former waker
      }
    }
    return isElapsed(current);
  }

  @Override
  public void reset(long newDeadlineNanos) {
    deadlineNanos = newDeadlineNanos;
    long current = state;
    while (current >= 0) {
      long now = driver.nanoTime();
      long tick = driver.tickOf(newDeadlineNanos, now);
      if (tick >= current) {
        if (STATE.compareAndSet(this, current, tick)) {
          return; // stays filed where it is; the wheel finds out when that slot is due
        }
      } else if (moveEarlier(tick, driver.tickAt(now))) {
        return;
      }
      current = state;
    }
    if (current == ELAPSED) {
      state = UNREGISTERED;
    }
  }

  @Override
  public long deadlineNanos() {
    return deadlineNanos;
  }

  @Override
  public void cancel() {
    if (isRegistered()) {
      wheel.cancel(this);
    }
    waker = null;
  }

  private boolean registerOrElapse(Waker newWaker) {
    driver.ensureOpen();
    long now = driver.nanoTime();
    if (deadlineNanos - now <= 0) {
      state = ELAPSED;
      return true;
    }
    waker = newWaker;
    switch (wheel.register(this, driver.tickOf(deadlineNanos, now), driver.tickAt(now))) {
      case FILED -> driver.registered(wheel);
      case DUE -> state = ELAPSED;
      case SHUT -> state = SHUT;
      case FIRED -> throw new AssertionError("a timer that registers cannot have fired");
    }
    return isElapsed(state);
  }

  private boolean isElapsed(long current) {
    if (current >= 0) {
      return false;
    }
    waker = null;
    if (current == SHUT) {
      throw TimeDriver.shutDown();
    }
    return true;
  }

  /** Returns false if the timer had fired meanwhile. */
  private boolean moveEarlier(long tick, long now) {
    Wheel.Filing filing = wheel.moveEarlier(this, tick, now);
    if (filing == Wheel.Filing.FILED) {
      driver.registered(wheel);
    } else if (filing == Wheel.Filing.DUE) {
      Waker waiting = waker; // nobody else will wake it
      if (waiting != null) {
        WakerBatch.wake(waiting);
      }
    }
    return filing != Wheel.Filing.FIRED;
  }

  // What the wheel calls, holding its lock.

  boolean isRegistered() {
    return state >= 0;
  }

  long tick() {
    return state;
  }

  @Nullable Waker waker() {
    return waker;
  }

  void setRegistered(long tick) {
    state = tick;
  }

  void setUnregistered() {
    state = UNREGISTERED;
  }

  void setElapsed() {
    state = ELAPSED;
  }

  void setShut() {
    state = SHUT;
  }

  /** Marks a registered timer as elapsed, unless its tick is after {@code now}. */
  boolean elapseUnlessAfter(long now) {
    long current = state;
    while (current <= now) {
      if (STATE.compareAndSet(this, current, ELAPSED)) {
        return true;
      }
      current = state; // moved to later meanwhile
    }
    return false;
  }

  @Override
  public String toString() {
    long current = state;
    if (current >= 0) {
      return "Timer[registered at tick " + current + "]";
    }
    return current == UNREGISTERED
        ? "Timer[unregistered]"
        : current == ELAPSED ? "Timer[elapsed]" : "Timer[shut down]";
  }
}
