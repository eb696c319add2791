package weft.testkit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;

/** The clock of a {@link TestRuntime}. */
final class PausableClock extends TestClock {
  private static final long SHORTEST_STEP = Duration.ofMillis(1).toNanos();

  private final AtomicLong moved = new AtomicLong(); // by advance, and by the runtime when idle
  private volatile boolean autoAdvance = true;
  private volatile boolean paused;
  private long resumedAt; // System.nanoTime() then; guarded by this
  private long ranFor; // what real time has contributed so far; guarded by this
  private volatile @Nullable PausableDriver driver;

  private PausableClock(boolean paused) {
    this.paused = paused;
    this.resumedAt = System.nanoTime();
  }

  static PausableClock create(boolean paused) {
    return new PausableClock(paused);
  }

  void drives(PausableDriver turned) {
    driver = turned;
  }

  @Override
  long nanoTime() {
    return ORIGIN + elapsedNanos();
  }

  private long elapsedNanos() {
    synchronized (this) {
      long running = paused ? 0 : System.nanoTime() - resumedAt;
      return ranFor + running + moved.get();
    }
  }

  @Override
  public Duration elapsed() {
    return Duration.ofNanos(elapsedNanos());
  }

  @Override
  public boolean isPaused() {
    return paused;
  }

  @Override
  public void pause() {
    synchronized (this) {
      if (!paused) {
        ranFor += System.nanoTime() - resumedAt;
        paused = true;
      }
    }
    wakeDriver();
  }

  @Override
  public void resume() {
    synchronized (this) {
      if (paused) {
        resumedAt = System.nanoTime();
        paused = false;
      }
    }
    wakeDriver();
  }

  @Override
  public void autoAdvance(boolean enabled) {
    autoAdvance = enabled;
    wakeDriver();
  }

  boolean isAutoAdvancing() {
    return autoAdvance;
  }

  @Override
  public Future<Void> advance(Duration duration) {
    return new Advance(nanosForward(duration));
  }

  @Override
  public void jump(Duration duration) {
    move(nanosForward(duration));
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
}
