package weft.runtime;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import weft.internal.blocking.BlockingOptions;
import weft.internal.driver.DriverFactory;
import weft.internal.env.Environment;
import weft.internal.env.Tunables;
import weft.internal.scheduler.CurrentThreadScheduler;
import weft.internal.scheduler.Hooks;
import weft.internal.scheduler.MultiThreadScheduler;
import weft.internal.scheduler.RuntimeSeam;
import weft.internal.scheduler.Scheduler;
import weft.internal.scheduler.SchedulerConfig;
import weft.internal.scheduler.WatchdogOptions;
import weft.internal.system.SystemDrivers;
import weft.internal.system.SystemEnvironment;
import weft.internal.task.Nanos;
import weft.task.BlockedPoll;
import weft.task.TaskMeta;
import weft.task.UnhandledFailureHandler;

/**
 * How a {@link WeftRuntime} is to be. Every knob has a default; one that is set again replaces what
 * was set before.
 *
 * <p><b>Hooks</b> are called on the runtime's threads, must not block, and may not be null; what
 * they throw is logged and goes no further.
 *
 * <p><b>Threads.</b> Not thread-safe. May be used for several runtimes.
 */
public final class RuntimeBuilder {
  /** As many as the set of idle workers can count in its half of a word. */
  private static final int MOST_RANGES = 10_000; // each worker has a counter for each

  private static final int MOST_WORKERS = Short.MAX_VALUE;

  /**
   * Overrides the number of processors where the program does not say how many workers it wants.
   */
  static final String WORKER_THREADS_VARIABLE = "WEFT_WORKER_THREADS";

  private boolean isCurrentThread;
  private int workerThreads;
  private @Nullable IntFunction<String> threadName;
  private long threadStackSize;
  private int globalQueueInterval;
  private int eventInterval;
  private boolean lifoSlot = true;
  private int maxBlockingThreads = BlockingOptions.DEFAULT.maxThreads();
  private Duration threadKeepAlive = Duration.ofNanos(BlockingOptions.DEFAULT.keepAliveNanos());
  private int blockingQueueLimit = BlockingOptions.UNBOUNDED;
  private int maxTasks = Integer.MAX_VALUE;
  private @Nullable Long seed;
  private Duration shutdownTimeout = Duration.ofSeconds(10);
  private UnhandledFailurePolicy failurePolicy = UnhandledFailurePolicy.report();
  private Hooks hooks = Hooks.NONE;
  private List<Long> pollTimeBounds = List.of();
  private @Nullable Boolean watchdog; // null: where there are workers
  private Duration blockedPollThreshold = Duration.ofNanos(WatchdogOptions.DEFAULT_THRESHOLD_NANOS);
  private @Nullable Consumer<BlockedPoll> onBlockedPoll;
  private Supplier<@Nullable String> workersVariable = () -> System.getenv(WORKER_THREADS_VARIABLE);
  private @Nullable Environment environment;
  private DriverFactory drivers = new SystemDrivers();

  static {
    RuntimeSeam.install(
        new RuntimeSeam<RuntimeBuilder, WeftRuntime>() {
          @Override
          public void inject(
              RuntimeBuilder builder, Environment environment, DriverFactory drivers) {
            builder.environment = environment;
            builder.drivers = drivers;
          }

          @Override
          public Scheduler scheduler(WeftRuntime runtime) {
            return runtime.scheduler();
          }
        });
  }

  RuntimeBuilder() {}

  // ---------------------------------------------------------------- scheduler

  /** A runtime without threads of its own, which runs inside {@code blockOn}. */
  public RuntimeBuilder currentThread() {
    isCurrentThread = true;
    return this;
  }

  /** A runtime with worker threads that steal from each other: the default. */
  public RuntimeBuilder multiThread() {
    isCurrentThread = false;
    return this;
  }

  /**
   * How many worker threads there are. The default is the environment variable {@code
   * WEFT_WORKER_THREADS}, else one per available processor. A current-thread runtime has none.
   */
  public RuntimeBuilder workerThreads(int count) {
    workerThreads = atLeast(1, "workerThreads", count);
    if (count > MOST_WORKERS) {
      throw new IllegalArgumentException("workerThreads > " + MOST_WORKERS + ": " + count);
    }
    return this;
  }

  /**
   * How many tasks a worker runs between looks at the global queue. The default is tuned by the
   * worker itself to how long its tasks take (2 to 127), or 31 on a current-thread runtime.
   */
  public RuntimeBuilder globalQueueInterval(int tasks) {
    globalQueueInterval = atLeast(1, "globalQueueInterval", tasks);
    return this;
  }

  /** How many tasks a busy worker runs between looks at timers and sockets; 61 by default. */
  public RuntimeBuilder eventInterval(int tasks) {
    eventInterval = atLeast(1, "eventInterval", tasks);
    return this;
  }

  /**
   * Whether a task that a worker has just woken runs next on that worker, ahead of its queue; true
   * by default. Without it all tasks of a worker run in the order of their wakes.
   */
  public RuntimeBuilder lifoSlot(boolean enabled) {
    lifoSlot = enabled;
    return this;
  }

  /**
   * How many tasks may live at a time; unlimited by default. At the limit {@code spawn} fails and
   * {@link Handle#spawnWhenPossible} waits.
   */
  public RuntimeBuilder maxTasks(int limit) {
    maxTasks = atLeast(1, "maxTasks", limit);
    return this;
  }

  /**
   * The seed of everything that the runtime draws: victims of stealing, the order of a select. On
   * one thread the same seed gives the same run; the default differs from run to run.
   */
  public RuntimeBuilder seed(long value) {
    seed = value;
    return this;
  }

  // ---------------------------------------------------------------- threads

  /** Names the runtime's threads {@code prefix-0}, {@code prefix-1} and so on. */
  public RuntimeBuilder threadName(String prefix) {
    requireNonNull(prefix, "prefix");
    return threadName(number -> prefix + "-" + number);
  }

  /** Names the runtime's threads, workers and blocking ones alike, by their number from 0. */
  public RuntimeBuilder threadName(IntFunction<String> names) {
    threadName = requireNonNull(names, "names");
    return this;
  }

  /** The threads' stack in bytes; 0, the default, is the JVM's own. */
  public RuntimeBuilder threadStackSize(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("threadStackSize < 0: " + bytes);
    }
    threadStackSize = bytes;
    return this;
  }

  /** How many threads there are at most for code that blocks, besides the workers; 512. */
  public RuntimeBuilder maxBlockingThreads(int count) {
    maxBlockingThreads = atLeast(1, "maxBlockingThreads", count);
    return this;
  }

  /** How long an idle blocking thread waits for another job; 10 seconds by default. */
  public RuntimeBuilder threadKeepAlive(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("threadKeepAlive < 0: " + time);
    }
    threadKeepAlive = time;
    return this;
  }

  /**
   * How many blocking jobs may wait when all blocking threads are busy; unlimited by default.
   * Further ones fail with {@link java.util.concurrent.RejectedExecutionException}.
   */
  public RuntimeBuilder blockingQueueLimit(int jobs) {
    blockingQueueLimit = atLeast(0, "blockingQueueLimit", jobs);
    return this;
  }

  /** How long {@link WeftRuntime#close()} waits; 10 seconds by default. */
  public RuntimeBuilder shutdownTimeout(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("shutdownTimeout < 0: " + time);
    }
    shutdownTimeout = time;
    return this;
  }

  // ---------------------------------------------------------------- measuring

  /**
   * Counts how long polls take, in {@link RuntimeMetrics#pollTimes()}. The default is not to, as it
   * reads the clock twice a poll. A poll in which the task blocks in place is not counted.
   *
   * @param scale how the ranges grow
   * @param resolution the width of the first range
   * @param ranges how many there are; the last one has no end
   */
  public RuntimeBuilder pollTimeHistogram(HistogramScale scale, Duration resolution, int ranges) {
    requireNonNull(scale, "scale");
    long nanos = Nanos.of(resolution);
    if (nanos <= 0) {
      throw new IllegalArgumentException("resolution is not positive: " + resolution);
    }
    atLeast(2, "ranges", ranges);
    if (ranges > MOST_RANGES) {
      throw new IllegalArgumentException("ranges > " + MOST_RANGES + ": " + ranges);
    }
    List<Long> bounds = new ArrayList<>();
    long bound = nanos;
    for (int i = 1; i < ranges; i++) {
      bounds.add(bound);
      try {
        bound = Math.addExact(bound, scale == HistogramScale.LINEAR ? nanos : bound);
      } catch (ArithmeticException tooFar) {
        throw new IllegalArgumentException(
            "ranges: " + ranges + " of " + resolution + " reach beyond 292 years", tooFar);
      }
    }
    pollTimeBounds = List.copyOf(bounds);
    return this;
  }

  // ---------------------------------------------------------------- watchdog

  /**
   * Whether a thread of its own, {@code weft-watchdog}, watches over the workers; true by default,
   * but false on a current-thread runtime, where {@link #blockedPollThreshold} and {@link
   * #onBlockedPoll} turn it on.
   *
   * <p>A worker that is found in one poll for more than about 10 milliseconds is blocked: another
   * one that sleeps is woken and looks after timers and sockets, and the task that the blocked
   * worker would have run next is run elsewhere. (With one worker, or when all are blocked, there
   * is nobody who could.) A poll that lasts longer is reported. Code inside {@code blockInPlace}
   * does not count.
   *
   * <p>It looks a hundred times a second, sleeps while the runtime is idle, and costs a poll
   * nothing.
   */
  public RuntimeBuilder watchdog(boolean enabled) {
    watchdog = enabled;
    return this;
  }

  /**
   * How long a poll may last before the watchdog reports it; one second by default. It is noticed
   * up to 20 milliseconds later.
   */
  public RuntimeBuilder blockedPollThreshold(Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException(
          "blockedPollThreshold is not positive: " + time + "; watchdog(false) turns reports off");
    }
    blockedPollThreshold = time;
    watchdog = watchdog == null ? Boolean.TRUE : watchdog;
    return this;
  }

  /**
   * Receives each poll that lasts longer than {@link #blockedPollThreshold}, once, while it goes
   * on; by default they are logged, but not more than one in 10 seconds.
   *
   * <p>Called on the watchdog's thread: nobody watches while the hook runs.
   */
  public RuntimeBuilder onBlockedPoll(Consumer<BlockedPoll> hook) {
    onBlockedPoll = requireNonNull(hook, "hook");
    watchdog = watchdog == null ? Boolean.TRUE : watchdog;
    return this;
  }

  // ---------------------------------------------------------------- hooks

  /**
   * Called on each worker and each thread for blocking code before anything else. The runtime is
   * current there: the hook may spawn, and it may block.
   */
  public RuntimeBuilder onThreadStart(Runnable hook) {
    hooks = hooks.withThreadStart(requireNonNull(hook, "hook"));
    return this;
  }

  /**
   * Called on each worker and each thread for blocking code after everything else. The runtime is
   * current there still, and may have shut down.
   */
  public RuntimeBuilder onThreadStop(Runnable hook) {
    hooks = hooks.withThreadStop(requireNonNull(hook, "hook"));
    return this;
  }

  /**
   * Called on a worker that is about to wait for work. If the hook makes work, it does not wait.
   */
  public RuntimeBuilder onThreadPark(Runnable hook) {
    hooks = hooks.withThreadPark(requireNonNull(hook, "hook"));
    return this;
  }

  /** Called on a worker that has waited for work. */
  public RuntimeBuilder onThreadUnpark(Runnable hook) {
    hooks = hooks.withThreadUnpark(requireNonNull(hook, "hook"));
    return this;
  }

  /** Called for each new task, on the thread that spawns it, before it can run. */
  public RuntimeBuilder onTaskSpawn(Consumer<TaskMeta> hook) {
    hooks = hooks.withTaskSpawn(requireNonNull(hook, "hook"));
    return this;
  }

  /** Called before each poll of a task. */
  public RuntimeBuilder onBeforePoll(Consumer<TaskMeta> hook) {
    hooks = hooks.withBeforePoll(requireNonNull(hook, "hook"));
    return this;
  }

  /** Called after each poll of a task, also one that threw. */
  public RuntimeBuilder onAfterPoll(Consumer<TaskMeta> hook) {
    hooks = hooks.withAfterPoll(requireNonNull(hook, "hook"));
    return this;
  }

  /** Called once for each task that has ended, however, before its handle is ready. */
  public RuntimeBuilder onTaskTerminate(Consumer<TaskMeta> hook) {
    hooks = hooks.withTaskTerminate(requireNonNull(hook, "hook"));
    return this;
  }

  /** Receives the failures that nobody joins; by default they are logged. */
  public RuntimeBuilder onUnhandledFailure(UnhandledFailureHandler handler) {
    hooks = hooks.withUnhandledFailure(requireNonNull(handler, "handler"));
    return this;
  }

  /** What to do about failing tasks; by default those that nobody joins are reported. */
  public RuntimeBuilder unhandledFailurePolicy(UnhandledFailurePolicy policy) {
    failurePolicy = requireNonNull(policy, "policy");
    return this;
  }

  /**
   * Receives values that nobody will ever get and that do not release themselves (see {@link
   * weft.future.Undelivered}); by default they are left to the garbage collector.
   */
  public RuntimeBuilder onUndelivered(Consumer<Object> consumer) {
    hooks = hooks.withUndelivered(requireNonNull(consumer, "consumer"));
    return this;
  }

  // ---------------------------------------------------------------- building

  /**
   * Makes the runtime and starts its threads.
   *
   * @throws IllegalArgumentException if {@code WEFT_WORKER_THREADS} is to be used and is not a
   *     positive number
   */
  public WeftRuntime build() {
    Environment effects = environment;
    if (effects == null) {
      effects =
          seed == null
              ? SystemEnvironment.create(Tunables.DEFAULT)
              : SystemEnvironment.seeded(seed, Tunables.DEFAULT);
    }
    SchedulerConfig config = config(effects);
    Scheduler scheduler =
        isCurrentThread
            ? CurrentThreadScheduler.create(config, effects, drivers)
            : MultiThreadScheduler.create(config, effects, drivers);
    scheduler.start();
    LiveRuntimes.add(scheduler);
    return new WeftRuntime(scheduler, shutdownTimeout);
  }

  private SchedulerConfig config(Environment effects) {
    IntFunction<String> workerNames = number -> "weft-worker-" + number;
    IntFunction<String> blockingNames = number -> "weft-blocking-" + number;
    IntFunction<String> names = threadName;
    if (names != null) {
      AtomicInteger next = new AtomicInteger(); // one count for both kinds
      workerNames = number -> names.apply(next.getAndIncrement());
      blockingNames = workerNames;
    }
    BlockingOptions blocking =
        new BlockingOptions(
            maxBlockingThreads,
            Nanos.of(threadKeepAlive),
            blockingQueueLimit,
            threadStackSize,
            blockingNames,
            hooks::threadStarted,
            hooks::threadStopping);
    return new SchedulerConfig(
        workers(effects),
        workerNames,
        threadStackSize,
        lifoSlot,
        maxTasks,
        Nanos.of(failurePolicy.grace()),
        failurePolicy.shutsDown(),
        tunables(effects.tunables()),
        blocking,
        hooks,
        pollTimeBounds,
        new WatchdogOptions(
            watchdog == null ? !isCurrentThread : watchdog,
            Nanos.of(blockedPollThreshold),
            onBlockedPoll));
  }

  private int workers(Environment effects) {
    if (isCurrentThread) {
      return 1;
    }
    if (workerThreads > 0) {
      return workerThreads;
    }
    String variable = workersVariable.get();
    return variable == null || variable.isBlank()
        ? effects.availableProcessors()
        : parseWorkers(variable.trim());
  }

  private static int parseWorkers(String text) {
    int count;
    try {
      count = Integer.parseInt(text);
    } catch (NumberFormatException notANumber) {
      count = 0;
    }
    if (count < 1 || count > MOST_WORKERS) {
      throw new IllegalArgumentException(
          WORKER_THREADS_VARIABLE
              + " is not a positive number"
              + (count > 0 ? " up to " + MOST_WORKERS : "")
              + ": '"
              + text
              + "'; correct or unset the environment variable, or call workerThreads");
    }
    return count;
  }

  private Tunables tunables(Tunables defaults) {
    return new Tunables(
        defaults.localQueueCapacity(),
        defaults.lifoCap(),
        defaults.budget(),
        eventInterval > 0 ? eventInterval : defaults.eventInterval(),
        globalQueueInterval > 0 ? globalQueueInterval : defaults.globalQueueInterval(),
        defaults.driverSkipBacklog(),
        defaults.renewalInterval());
  }

  /** Stands in for the environment variable, which a test cannot set. */
  RuntimeBuilder workersVariable(Supplier<@Nullable String> variable) {
    workersVariable = variable;
    return this;
  }

  private static int atLeast(int minimum, String knob, int value) {
    if (value < minimum) {
      throw new IllegalArgumentException(knob + " < " + minimum + ": " + value);
    }
    return value;
  }
}
