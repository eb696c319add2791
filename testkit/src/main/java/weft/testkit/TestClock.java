package weft.testkit;

import java.time.Duration;
import weft.future.Future;
import weft.future.Timers;

/**
 * The clock of a test. While it is paused, time stands still but for two things: {@link #advance},
 * and the runtime itself, which moves the clock to the next timer when all its tasks wait and no
 * blocking job is out. So a test that sleeps for an hour takes no time, and measures exactly an
 * hour.
 *
 * <p>It starts five seconds before the largest {@code long}, so that every longer test crosses the
 * point at which nanoseconds wrap around.
 *
 * <p>There is one in a {@link TestRuntime} and one on each host of a {@link Simulation}, where it
 * is paused or, if {@linkplain #resume resumed}, runs with the steps that the virtual workers take.
 *
 * <p><b>Threads.</b> That of a test runtime may be used from any thread, that of a simulated host
 * by the code of the simulation.
 */
public abstract sealed class TestClock permits PausableClock, SimClock {
  /** Readings begin here: close to the wrap-around. */
  static final long ORIGIN = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();

  TestClock() {}

  /** The reading that the runtime sees. */
  abstract long nanoTime();

  /** How much time has passed on this clock since it was made. */
  public abstract Duration elapsed();

  /** Whether time stands still. */
  public abstract boolean isPaused();

  /** Stops the clock where it is. In a simulation, that of all hosts. */
  public abstract void pause();

  /**
   * Lets the clock run from where it stands: with real time, or in a simulation with the steps that
   * are taken, on all hosts.
   */
  public abstract void resume();

  /**
   * Whether the runtime moves the clock to its next timer when it has nothing else to do; true at
   * first. Without it a paused clock moves by {@link #advance} and {@link #jump} only.
   */
  public abstract void autoAdvance(boolean enabled);

  /**
   * A future that moves the clock by {@code duration}, from timer to timer: at each one the tasks
   * that it wakes run before time goes on. Ready when they have run for the last time.
   *
   * @throws IllegalArgumentException if the duration is negative
   */
  public abstract Future<Void> advance(Duration duration);

  /**
   * Moves the clock at once, past whatever timers there are on the way, as when a machine was
   * suspended: all of them are late. Runs nothing. In a simulation time passes for all hosts.
   *
   * @throws IllegalArgumentException if the duration is negative
   */
  public abstract void jump(Duration duration);

  static long nanosForward(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("a clock cannot go back: by " + duration);
    }
    return Timers.saturatedNanos(duration);
  }

  @Override
  public final String toString() {
    return "TestClock[" + (isPaused() ? "paused" : "running") + " at " + elapsed() + "]";
  }
}
