package weft.runtime;

import java.time.Duration;
import weft.internal.blocking.BlockingOptions;
import weft.internal.driver.DriverFactory;
import weft.internal.env.Environment;
import weft.internal.env.Tunables;
import weft.internal.scheduler.CurrentThreadScheduler;
import weft.internal.scheduler.Hooks;
import weft.internal.scheduler.MultiThreadScheduler;
import weft.internal.scheduler.Scheduler;
import weft.internal.scheduler.SchedulerConfig;
import weft.internal.system.SystemDrivers;
import weft.internal.system.SystemEnvironment;

/** How a {@link WeftRuntime} is to be. Not thread-safe; may be used for several runtimes. */
public final class RuntimeBuilder {
  private boolean isCurrentThread;
  private int workerThreads;

  RuntimeBuilder() {}

  /** A runtime without threads of its own, which runs inside {@code blockOn}. */
  public RuntimeBuilder currentThread() {
    isCurrentThread = true;
    return this;
  }

  /** A runtime with worker threads that steal from each other; the default. */
  public RuntimeBuilder multiThread() {
    isCurrentThread = false;
    return this;
  }

  /**
   * How many worker threads there are. The default is the environment variable {@code
   * WEFT_WORKER_THREADS}, else one per available processor.
   */
  public RuntimeBuilder workerThreads(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("workerThreads < 1: " + count);
    }
    workerThreads = count;
    return this;
  }

  /** Makes the runtime and starts its threads. */
  public WeftRuntime build() {
    Environment environment = SystemEnvironment.create(Tunables.DEFAULT);
    DriverFactory drivers = new SystemDrivers();
    int workers =
        isCurrentThread ? 1 : workerThreads > 0 ? workerThreads : environment.availableProcessors();
    SchedulerConfig config =
        new SchedulerConfig(
            workers,
            number -> "weft-worker-" + number,
            0,
            true,
            Integer.MAX_VALUE,
            Duration.ofSeconds(5).toNanos(),
            BlockingOptions.DEFAULT,
            Hooks.NONE);
    Scheduler scheduler =
        isCurrentThread
            ? CurrentThreadScheduler.create(config, environment, drivers)
            : MultiThreadScheduler.create(config, environment, drivers);
    scheduler.start();
    return new WeftRuntime(scheduler, Duration.ofSeconds(10));
  }
}
