package weft.internal.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import weft.future.Future;
import weft.future.Services;
import weft.future.Spawner;
import weft.future.Timers;
import weft.future.Waker;
import weft.internal.blocking.BlockingPool;
import weft.internal.blocking.RunningJob;
import weft.internal.context.Current;
import weft.internal.context.RuntimeServices;
import weft.internal.context.Scope;
import weft.internal.driver.Driver;
import weft.internal.driver.DriverFactory;
import weft.internal.env.Environment;
import weft.internal.env.Rng;
import weft.internal.env.SafeLog;
import weft.internal.task.Task;
import weft.internal.task.TaskOwner;
import weft.internal.task.UnclaimedFailures;
import weft.task.JoinHandle;

/** What both schedulers have in common: a task's birth, its end, and the services around it. */
public abstract class Scheduler implements RuntimeServices, TaskOwner {
  /** How often something is tried that needs memory and cannot be left undone. */
  private static final int ATTEMPTS = 1_000;

  final SchedulerConfig config;
  final Environment environment;
  final Driver driver;
  final DriverRole driverRole;
  final GlobalQueue global = new GlobalQueue();
  final Hooks hooks;
  private final Rng foreignRng; // guarded by itself
  private final Timers timers = new SchedulerTimers(this);
  private final Spawner spawner = this::spawnDetached;
  private final UnclaimedFailures unclaimed;
  private final BlockingPool blocking;
  private final AtomicInteger unwinding = new AtomicInteger();
  private final Set<Task<?>> unwindingTasks = ConcurrentHashMap.newKeySet(); // for reports
  private final Scope blockingScope = new PlainScope(this, Scope.Kind.BLOCKING);
  private final @Nullable TaskLimit limit;
  private final LongAdder foreignSpawned = new LongAdder();
  private final LongAdder foreignEnded = new LongAdder();
  private final LongAdder mainForcedYields = new LongAdder();
  final Termination termination;
  private final Set<MainFuture<?>> mains = ConcurrentHashMap.newKeySet();
  private @Nullable Watchdog watchdog; // set before any thread starts
  private final Runnable[] lastActs; // made in time, as there may be no memory in the end
  private volatile boolean terminated;
  private volatile @Nullable Throwable fatal;

  Scheduler(SchedulerConfig config, Environment environment, DriverFactory drivers) {
    this.config = config;
    this.environment = environment;
    this.hooks = config.hooks();
    this.driver = drivers.create(environment, config.workers());
    this.driverRole = new DriverRole(driver);
    this.limit = config.maxTasks() == Integer.MAX_VALUE ? null : new TaskLimit(config.maxTasks());
    this.foreignRng = environment.newRng();
    this.termination = new Termination(environment);
    this.unclaimed =
        new UnclaimedFailures(timers, config.failureGraceNanos(), hooks::unhandledFailure);
    this.blocking =
        BlockingPool.create(
            environment,
            config.blocking(),
            blockingScope,
            driver::wakeup); // a paused clock that stood still meanwhile may move
    this.lastActs = lastActs();
  }

  /** The worker of this scheduler that the current thread runs, or null. */
  abstract @Nullable LocalWorker localWorker();

  /** The scope of this thread, or of the worker that runs the body that this thread is. */
  static @Nullable Scope localScope() {
    Scope scope = Current.scope();
    return scope == null ? null : scope.carrier();
  }

  /** Queues a task from a thread that is no worker. */
  abstract void scheduleRemotely(Task<?> task);

  /** Starts what runs the tasks. */
  public abstract void start();

  /** Tells every part of the runtime to stop; returns at once. Idempotent. */
  public abstract void beginShutdown();

  /** Whether the shutdown has begun. */
  @Override
  public abstract boolean isClosing();

  /** Whether nothing is left of this runtime: it has ended, and so has every task and timer. */
  public final boolean isGone() {
    return terminated && aliveTasks() == 0 && driver.registeredTimers() == 0;
  }

  /** Whether the shutdown is complete. */
  final boolean isTerminated() {
    return terminated;
  }

  /**
   * Shuts the runtime down, and waits until every task has ended and every thread has gone.
   *
   * @param nanos the longest wait
   * @return what has not stopped by then
   */
  public final List<StuckTask> shutDown(long nanos) {
    long start = environment.clock().nanoTime();
    beginShutdown();
    List<StuckTask> stuck = new ArrayList<>();
    if (!termination.await(nanos)) {
      blocking.shutdown();
      for (Task<?> task : unwindingTasks) {
        stuck.add(StuckTask.of(task.describe(), task.unwindingThread()));
      }
      for (Object part : termination.remaining()) {
        if (part instanceof Watchdog dog) {
          addStuckHook(dog, stuck);
        } else {
          addStuck(part, stuck);
        }
      }
    }
    long left = Math.max(0, nanos - (environment.clock().nanoTime() - start));
    for (RunningJob job : awaitBlocking(left)) {
      String name = job.job() == null ? "a blocking job" : job.job();
      stuck.add(new StuckTask(name, job.thread(), job.stack()));
    }
    return stuck;
  }

  private List<RunningJob> awaitBlocking(long nanos) {
    long start = environment.clock().nanoTime();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return blocking.awaitTermination(
              Math.max(0, nanos - (environment.clock().nanoTime() - start)));
        } catch (InterruptedException again) {
          interrupted = true; // closing goes on; the caller finds the flag set
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void addStuckHook(Watchdog dog, List<StuckTask> stuck) {
    Thread thread = dog.stuckThread();
    if (thread != null) { // else it waits for the workers, which are in the list
      stuck.add(
          new StuckTask(
              "the hook onBlockedPoll", thread.getName(), List.of(thread.getStackTrace())));
    }
  }

  /** Describes what a part of the scheduler that has not left is doing. */
  abstract void addStuck(Object part, List<StuckTask> stuck);

  /** Runs {@code future} to its end on the calling thread. */
  public abstract <T extends @Nullable Object> T blockOn(Future<T> future) throws Exception;

  // ---------------------------------------------------------------- tasks

  @Override
  public final <T extends @Nullable Object> JoinHandle<T> spawn(
      @Nullable String name, Future<T> future) {
    Objects.requireNonNull(future, "future");
    if (limit != null && !limit.tryTake()) {
      future.cancel();
      throw new RejectedExecutionException(
          "maxTasks tasks live already: "
              + limit.limit()
              + "; use spawnWhenPossible, which waits, or raise maxTasks");
    }
    return spawnInPlace(name, future);
  }

  /** A future of the handle of a task that is spawned as soon as {@code maxTasks} allows. */
  public final <T extends @Nullable Object> Future<JoinHandle<T>> spawnWhenPossible(
      @Nullable String name, Future<T> future) {
    Objects.requireNonNull(future, "future");
    TaskLimit places = limit == null ? new TaskLimit(Integer.MAX_VALUE) : limit;
    return places.spawning(this, name, future);
  }

  /** Starts a task whose place has been taken already. */
  final <T extends @Nullable Object> Task<T> spawnInPlace(@Nullable String name, Future<T> future) {
    Task<T> task;
    try {
      task = Task.create(this, name, future);
    } catch (Throwable noMemory) {
      if (limit != null) {
        limit.free();
      }
      throw noMemory;
    }
    hooks.taskSpawned(task);
    LocalWorker worker = localWorker();
    if (worker == null) {
      foreignSpawned.increment();
    } else {
      worker.metrics().spawned();
    }
    try {
      if (worker == null) {
        scheduleRemotely(task);
      } else {
        worker.scheduleLocally(task);
      }
    } catch (Throwable outOfStack) {
      task.rescue(); // it is born, and counted
    }
    return task;
  }

  @Override
  public final <T extends @Nullable Object> JoinHandle<T> spawnBlocking(
      @Nullable String name, Callable<T> body) {
    Objects.requireNonNull(body, "body");
    return BlockingCall.submit(this, blocking, name, body);
  }

  private void spawnDetached(Future<?> future) {
    spawn(null, future).cancel();
  }

  @Override
  public final void schedule(Task<?> task) {
    LocalWorker worker = localWorker();
    if (worker == null) {
      scheduleRemotely(task);
    } else {
      worker.scheduleLocally(task);
    }
  }

  @Override
  public final void onEnd(Task<?> task) {
    LocalWorker worker = localWorker();
    if (worker == null) {
      foreignEnded.increment();
    } else {
      worker.metrics().ended();
    }
    hooks.taskTerminated(task);
    if (limit != null) {
      limit.free();
    }
  }

  @Override
  public final void onUnclaimedFailure(Task<?> task, Throwable failure) {
    failIfWanted(task, failure);
    unclaimed.add(task);
  }

  private void failIfWanted(Task<?> task, Throwable failure) {
    if (config.failureShutsDown()) {
      String what = "a task failed";
      try {
        what = task.describe() + " failed";
      } catch (OutOfMemoryError nameless) {
        // a task, then
      }
      fail(what, failure);
    }
  }

  @Override
  public final void onUnhandledFailure(Task<?> task, Throwable failure) {
    failIfWanted(task, failure);
    hooks.unhandledFailure(task, failure);
  }

  @Override
  public final void requireMayBlock(String what) {
    Current.requireMayBlock(what);
  }

  // ---------------------------------------------------------------- the end

  /** The last thing a runtime does: no task is left, none can be queued. */
  final void terminate() {
    for (int i = 0; i < lastActs.length; i++) {
      actUntilDone(lastActs[i]);
    }
  }

  private Runnable[] lastActs() {
    return new Runnable[] {
      unclaimed::reportAll,
      driver::shutdown,
      blocking::shutdown,
      () -> {
        if (watchdog != null) {
          watchdog.stop();
        }
        terminated = true;
        mains.forEach(MainFuture::wake); // each has one more look, and then gives up
      }
    };
  }

  /** Whoever waits for the end must not do so for ever because one of its acts has failed. */
  private static void actUntilDone(Runnable act) {
    for (int i = 0; i < ATTEMPTS; i++) {
      try {
        act.run();
        return;
      } catch (OutOfMemoryError again) {
        Thread.onSpinWait(); // each of them may be begun anew
      } catch (Throwable failure) {
        SafeLog.error("weft.runtime", "a runtime could not end as it should", failure);
        return;
      }
    }
  }

  /** Cancels a queued task that no thread of the runtime will run any more. */
  static void giveUp(Task<?> task) {
    if (task.runCancelled() == Task.Verdict.QUEUE) {
      task.runCancelled(); // what is left of it cannot clean up in peace either
    }
  }

  @Override
  public final void adopt(Future<?> rest) {
    if (Task.adopt(this, rest)) {
      return;
    }
    if (limit != null) {
      limit.takeAnyway();
    }
    foreignSpawned.increment();
    schedule(Task.unwinding(this, rest));
  }

  @Override
  public final void onUnwinding(Task<?> task) {
    unwinding.incrementAndGet();
    try {
      unwindingTasks.add(task);
    } catch (OutOfMemoryError unnamed) {
      // it is waited for all the same
    }
  }

  @Override
  public final void onUnwound(Task<?> task) {
    unwindingTasks.remove(task);
    if (unwinding.decrementAndGet() == 0 && isClosing()) {
      unparkAll(); // they waited for it
    }
  }

  /** Whether cancelled tasks are cleaning up still. */
  final boolean isUnwinding() {
    return unwinding.get() > 0;
  }

  /** Has every worker look again. */
  abstract void unparkAll();

  /** What is current where this runtime's own threads may block. */
  final Scope blockingScope() {
    return blockingScope;
  }

  /**
   * Runs {@code body}, which may block, on this thread, which nobody waits for.
   *
   * @param task whose code it is, or null
   */
  final <T extends @Nullable Object> T callBlocking(@Nullable Task<?> task, Callable<T> body)
      throws Exception {
    Scope before =
        Current.exchange(
            task == null ? blockingScope : new TaskScope(this, Scope.Kind.BLOCKING, task));
    try {
      return body.call();
    } finally {
      Current.exchange(before);
    }
  }

  /** Shuts the runtime down because it cannot go on. */
  final void fail(String message, Throwable cause) {
    synchronized (this) {
      if (fatal == null) {
        fatal = cause;
      }
    }
    try {
      SafeLog.error("weft.runtime", message + "; the runtime shuts down", cause);
    } catch (OutOfMemoryError speechless) {
      // it shuts down all the same
    }
    beginShutdown();
  }

  final @Nullable Throwable fatalFailure() {
    return fatal;
  }

  final void enter(MainFuture<?> main) {
    mains.add(main);
    if (terminated) {
      main.wake();
    }
  }

  final void leave(MainFuture<?> main) {
    mains.remove(main);
  }

  // ---------------------------------------------------------------- the watchdog

  /** Has these loops watched, if that is wanted. Called once, before {@link #startWatchdog}. */
  final void watch(List<? extends Watched> loops) {
    if (config.watchdog().enabled()) {
      watchdog = new Watchdog(environment, config.watchdog(), loops, this::standIn);
    }
  }

  /** Every loop waits inside a poll. Called by the watchdog. */
  void standIn(long now) {}

  final void startWatchdog() {
    Watchdog dog = watchdog;
    if (dog == null) {
      return;
    }
    termination.enter(dog);
    try {
      if (!dog.start(environment, () -> termination.left(dog))) {
        termination.left(dog); // a simulation has it look itself
      }
    } catch (Throwable refused) { // "unable to create native thread"
      termination.left(dog);
      Hooks.log(
          System.Logger.Level.WARNING,
          "there is no thread for the watchdog: tasks that block their worker go unnoticed",
          refused);
    }
  }

  /** A loop rests no more, as everybody can see. */
  final void rouseWatchdog() {
    Watchdog dog = watchdog;
    if (dog != null) {
      dog.rouse();
    }
  }

  /** The watchdog, or null if there is none. */
  public final @Nullable Watchdog watchdog() {
    return watchdog;
  }

  // ---------------------------------------------------------------- services

  @Override
  public final Services services() {
    return this;
  }

  @Override
  public final Environment environment() {
    return environment;
  }

  @Override
  public final Driver driver() {
    return driver;
  }

  @Override
  public final Timers timers() {
    return timers;
  }

  @Override
  public final Spawner spawner() {
    return spawner;
  }

  @Override
  public final int random(int bound) {
    LocalWorker worker = localWorker();
    if (worker != null) {
      return worker.random(bound);
    }
    synchronized (foreignRng) {
      return foreignRng.nextInt(bound);
    }
  }

  @Override
  public final void defer(Waker waker) {
    LocalWorker worker = localWorker();
    if (worker == null) {
      waker.wake();
    } else {
      worker.defer(waker);
    }
  }

  @Override
  public final void undelivered(Object value) {
    hooks.undelivered(value);
  }

  // ---------------------------------------------------------------- metrics

  /** The workers, as metrics see them. */
  public abstract List<? extends WorkerView> workerViews();

  /** The pool for code that blocks. */
  public final BlockingPool blocking() {
    return blocking;
  }

  /** Tasks that have been spawned. */
  public final long spawnedTasks() {
    long sum = foreignSpawned.sum();
    for (WorkerView worker : workerViews()) {
      sum += worker.metrics().spawnedTasks();
    }
    return sum;
  }

  /** Tasks that have been spawned and not ended. */
  public final long aliveTasks() {
    long ended = foreignEnded.sum(); // before those spawned, as a task ends after its birth
    for (WorkerView worker : workerViews()) {
      ended += worker.metrics().endedTasks();
    }
    return spawnedTasks() - ended;
  }

  final void mainForcedToYield(long times) {
    mainForcedYields.add(times);
  }

  /** How often a task, or the future of a blockOn, had to yield because its budget was spent. */
  public final long budgetForcedYields() {
    long sum = mainForcedYields.sum();
    for (WorkerView worker : workerViews()) {
      sum += worker.metrics().budgetForcedYields();
    }
    return sum;
  }

  /** Where the ranges of the histogram of poll times end; empty if there is none. */
  public final List<Long> pollTimeBounds() {
    return config.pollTimeBounds();
  }

  /** Tasks in the global queue. */
  public final int globalQueueDepth() {
    return global.length();
  }

  /** Tasks that were queued from outside. */
  public final long remoteSchedules() {
    return global.pushes();
  }
}
