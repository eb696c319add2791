package weft.testkit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Timers;

/**
 * The clock of a {@link TestRuntime}. While it is paused, time stands still but for two things:
 * {@link #advance}, and the runtime itself, which moves the clock to the next timer when all its
 * tasks wait and no blocking job is out. So a test that sleeps for an hour takes no time, and
 * measures exactly an hour.
 *
 * <p>It starts five seconds before the largest {@code long}, so that every longer test crosses the
 * point at which nanoseconds wrap around.
 *
 * <p><b>Threads.</b> May be used from any thread.
 */
public final class TestClock {
  /** Readings begin here: close to the wrap-around. */
  static final long ORIGIN = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();

  private static final long SHORTEST_STEP = Duration.ofMillis(1).toNanos();

  private final AtomicLong moved = new AtomicLong(); // by advance, and by the runtime when idle
  private volatile boolean autoAdvance = true;
  private volatile boolean paused;
  private long resumedAt; // System.nanoTime() then; guarded by this
  private long ranFor; // what real time has contributed so far; guarded by this
  private volatile @Nullable PausableDriver driver;

  private TestClock(boolean paused) {
    this.paused = paused;
    this.resumedAt = System.nanoTime();
  }

  static TestClock create(boolean paused) {
    return new TestClock(paused);
  }

  void drives(PausableDriver turned) {
    driver = turned;
  }

  /** The reading that the runtime sees. */
  long nanoTime() {
    return ORIGIN + elapsedNanos();
  }

  private long elapsedNanos() {
    synchronized (this) {
      long running = paused ? 0 : System.nanoTime() - resumedAt;
      return ranFor + running + moved.get();
    }
  }

  /** How much time has passed on this clock since it was made. */
  public Duration elapsed() {
    return Duration.ofNanos(elapsedNanos());
  }

  /** Whether time stands still. */
  public boolean isPaused() {
    return paused;
  }

  /** Stops the clock where it is. */
  public void pause() {
    synchronized (this) {
      if (!paused) {
        ranFor += System.nanoTime() - resumedAt;
        paused = true;
      }
    }
    wakeDriver();
  }

  /** Lets the clock run with real time from where it stands. */
  public void resume() {
    synchronized (this) {
      if (paused) {
        resumedAt = System.nanoTime();
        paused = false;
      }
    }
    wakeDriver();
  }

  /**
   * Whether the runtime moves the clock to its next timer when it has nothing else to do; true at
   * first. Without it a paused clock moves by {@link #advance} and {@link #jump} only.
   */
  public void autoAdvance(boolean enabled) {
    autoAdvance = enabled;
    wakeDriver();
  }

  boolean isAutoAdvancing() {
    return autoAdvance;
  }

  /**
   * A future that moves the clock by {@code duration}, from timer to timer: at each one the tasks
   * that it wakes run before time goes on. Ready when they have run for the last time.
   *
   * @throws IllegalArgumentException if the duration is negative
   */
  public Future<Void> advance(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("a clock cannot go back: advance by " + duration);
    }
    return new Advance(Timers.saturatedNanos(duration));
  }

  /**
   * Moves the clock at once, past whatever timers there are on the way, as when a machine was
   * suspended: all of them are late. Runs nothing.
   */
  public void jump(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("a clock cannot go back: jump by " + duration);
    }
    move(Timers.saturatedNanos(duration));
    wakeDriver();
  }

  void move(long nanos) {
    moved.addAndGet(nanos);
  }

  private void wakeDriver() {
    PausableDriver turned = driver;
    if (turned != null) {
      turned.wakeup();
    }
  }

  private final class Advance implements Future<Void> {
    /** One for the driver, which fires the timers, and two for the tasks that they wake. */
    private static final int ROUNDS = 3;

    private long left;
    private int rounds = ROUNDS; // still to yield before the next step

    Advance(long nanos) {
      this.left = nanos;
    }

    @Override
    public Poll<Void> poll(Context cx) {
      PausableDriver turned = driver;
      if (turned == null) {
        throw new IllegalStateException("this clock belongs to no runtime");
      }
      if (rounds == 0) {
        if (left == 0) {
          return Poll.done();
        }
        long step = Math.min(left, turned.nanosToNext());
        if (step == 0) {
          step = Math.min(left, SHORTEST_STEP); // a timer that is set again and again for now
        }
        move(step);
        left -= step;
        rounds = ROUNDS;
      }
      rounds--;
      if (rounds == 0 && left == 0) {
        return Poll.done();
      }
      cx.services().defer(cx.waker());
      return Poll.pending();
    }
  }

  @Override
  public String toString() {
    return "TestClock[" + (paused ? "paused" : "running") + " at " + elapsed() + "]";
  }
}
