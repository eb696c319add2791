package weft.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import weft.future.CheckReturnValue;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.internal.driver.Driver;
import weft.internal.driver.DriverFactory;
import weft.internal.scheduler.RuntimeSeam;
import weft.internal.scheduler.Scheduler;
import weft.internal.system.SystemDrivers;
import weft.runtime.Handle;
import weft.runtime.RuntimeBuilder;
import weft.runtime.WeftRuntime;
import weft.task.JoinHandle;

/**
 * A runtime for one test: by default on the calling thread, with a paused {@link TestClock}, and
 * with everything it draws following from one seed.
 *
 * <pre>{@code
 * try (TestRuntime test = TestRuntime.create()) {
 *   test.run(Time.sleep(Duration.ofHours(1)));                       // takes no time
 *   assertThat(test.clock().elapsed()).isEqualTo(Duration.ofHours(1));
 * }
 * }</pre>
 *
 * <p>A paused clock needs the current-thread runtime: with several worker threads nobody could say
 * when all of them are idle. For several workers on a virtual clock there is {@link Simulation}.
 *
 * <p><b>Threads.</b> {@link #run} and its kin are called by one thread at a time.
 */
public final class TestRuntime implements AutoCloseable {
  private static final int SETTLING_ROUNDS = 1000;
  private static final long GRACE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long GRACE_STEP_NANOS = Duration.ofMillis(1).toNanos();

  private final WeftRuntime runtime;
  private final TestClock clock;
  private final TaskTracker tasks;
  private final long seed;
  private final Driver driver;

  private TestRuntime(
      WeftRuntime runtime, TestClock clock, TaskTracker tasks, long seed, Driver driver) {
    this.runtime = runtime;
    this.clock = clock;
    this.tasks = tasks;
    this.seed = seed;
    this.driver = driver;
  }

  /** On the calling thread, paused, with the seed of {@code -Dweft.seed} or else a fresh one. */
  public static TestRuntime create() {
    return builder().build();
  }

  /** All the knobs. */
  public static Builder builder() {
    return new Builder();
  }

  /** How a test runtime is to be. */
  public static final class Builder {
    private int workers; // 0 stands for the current thread
    private boolean paused = true;
    private long seed = Seeds.next();
    private final List<Consumer<RuntimeBuilder>> knobs = new ArrayList<>();

    private Builder() {}

    /** Runs on the calling thread: the default. */
    public Builder currentThread() {
      workers = 0;
      return this;
    }

    /** Runs on worker threads; the clock has to run then. */
    public Builder multiThread(int workerThreads) {
      if (workerThreads < 1) {
        throw new IllegalArgumentException("workerThreads < 1: " + workerThreads);
      }
      workers = workerThreads;
      paused = false;
      return this;
    }

    /** Whether the clock stands still at first; true by default. */
    public Builder paused(boolean enabled) {
      paused = enabled;
      return this;
    }

    /** The seed of everything that the runtime draws. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /**
     * Sets further knobs of the runtime. The hooks for tasks are the test kit's and must be left
     * alone.
     */
    public Builder configure(Consumer<RuntimeBuilder> knob) {
      knobs.add(knob);
      return this;
    }

    /**
     * Makes the runtime.
     *
     * @throws IllegalStateException if the clock is paused and there are worker threads
     */
    public TestRuntime build() {
      if (paused && workers > 0) {
        throw new IllegalStateException(
            "a paused clock needs a current-thread runtime, not "
                + workers
                + " worker threads: use Simulation for several workers");
      }
      PausableClock clock = PausableClock.create(paused);
      TaskTracker tasks = new TaskTracker(true);
      RuntimeBuilder builder = WeftRuntime.builder();
      if (workers > 0) {
        builder.multiThread().workerThreads(workers);
      } else {
        builder.currentThread();
      }
      knobs.forEach(knob -> knob.accept(builder));
      tasks.watch(builder);
      PausableDriver[] made = new PausableDriver[1];
      boolean isPausable = workers == 0;
      DriverFactory drivers =
          isPausable
              ? (environment, wheels) -> made[0] = PausableDriver.create(clock, environment, wheels)
              : new SystemDrivers();
      RuntimeSeam<RuntimeBuilder, WeftRuntime> seam = RuntimeSeam.installed();
      seam.inject(builder, new TestEnvironment(clock, seed), drivers);
      WeftRuntime runtime = builder.build();
      Scheduler scheduler = seam.scheduler(runtime);
      if (isPausable) {
        made[0].standsStillWhile(() -> scheduler.blocking().outstandingCount() > 0);
      }
      return new TestRuntime(runtime, clock, tasks, seed, scheduler.driver());
    }
  }

  /** The runtime itself. */
  public WeftRuntime runtime() {
    return runtime;
  }

  /** The runtime for others. */
  public Handle handle() {
    return runtime.handle();
  }

  /** The clock that the runtime goes by. */
  public TestClock clock() {
    return clock;
  }

  /** The seed: give it to a builder, or in {@code -Dweft.seed}, to have the same run again. */
  public long seed() {
    return seed;
  }

  /**
   * Runs {@code future}, and all tasks meanwhile, until it is ready.
   *
   * @throws Exception what the future threw
   */
  public <T extends @Nullable Object> T run(Future<T> future) throws Exception {
    return runtime.blockOn(future);
  }

  /** Starts a task, which runs whenever this runtime does. */
  @CheckReturnValue
  public <T extends @Nullable Object> JoinHandle<T> spawn(Future<T> future) {
    return runtime.spawn(future);
  }

  /** Moves the clock and runs what becomes due on the way; see {@link TestClock#advance}. */
  public void advance(Duration duration) {
    runQuietly(clock.advance(duration));
  }

  /**
   * Runs all tasks until each of them waits. On the current thread only: time does not move.
   *
   * @throws AssertionError if some task goes on waking itself
   */
  public void runUntilIdle() {
    runQuietly(new UntilIdle());
  }

  private void runQuietly(Future<Void> ours) {
    try {
      runtime.blockOn(ours);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Lets the tasks go first until no round polls any. */
  private final class UntilIdle implements Future<Void> {
    private int rounds;
    private int quiet;
    private long polls = -1;

    @Override
    public Poll<Void> poll(Context cx) {
      long now = runtime.metrics().polls();
      quiet = now == polls ? quiet + 1 : 0;
      polls = now;
      if (quiet == 3) {
        return Poll.done();
      }
      if (++rounds == SETTLING_ROUNDS) {
        throw new AssertionError("still busy after " + rounds + " rounds:\n" + dump());
      }
      cx.services().defer(cx.waker());
      return Poll.pending();
    }
  }

  /** How many timers wait for their time. */
  public int registeredTimers() {
    return Leaks.timers(driver);
  }

  /**
   * Wants that no task lives, no timer waits and no socket of this runtime is open. What is only
   * about to end is no leak: on worker threads it has a second for it.
   *
   * @throws AssertionError naming those that do
   */
  public void assertNoLeaks() {
    if (driver instanceof PausableDriver) {
      runUntilIdle();
    } else {
      long deadline = System.nanoTime() + GRACE_NANOS;
      while (!Leaks.of(tasks, driver).isEmpty() && System.nanoTime() - deadline < 0) {
        LockSupport.parkNanos(GRACE_STEP_NANOS);
      }
    }
    Leaks.of(tasks, driver).requireNone();
  }

  /** The tasks that live, and all threads of the JVM with their stacks. */
  public String dump() {
    StringBuilder text = new StringBuilder();
    List<String> alive = tasks.describe();
    text.append(alive.size()).append(" tasks, clock at ").append(clock.elapsed()).append('\n');
    alive.forEach(task -> text.append("  ").append(task).append('\n'));
    appendThreads(text);
    return text.toString();
  }

  static void appendThreads(StringBuilder text) {
    for (Map.Entry<Thread, StackTraceElement[]> entry : Thread.getAllStackTraces().entrySet()) {
      Thread thread = entry.getKey();
      text.append(thread.getName()).append(" (").append(thread.getState()).append(")\n");
      for (StackTraceElement frame : entry.getValue()) {
        text.append("    at ").append(frame).append('\n');
      }
    }
  }

  /** Lets the clock run, so that the shutdown's limit is a real one, and closes the runtime. */
  @Override
  public void close() {
    clock.resume();
    runtime.close();
  }

  @Override
  public String toString() {
    return "TestRuntime[seed " + seed + ", " + clock + ", " + tasks.size() + " tasks]";
  }
}
