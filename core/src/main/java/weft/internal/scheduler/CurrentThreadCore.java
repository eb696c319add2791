package weft.internal.scheduler;

import org.jspecify.annotations.Nullable;
import weft.future.ContextControl;
import weft.future.Waker;
import weft.internal.context.Current;
import weft.internal.context.RuntimeServices;
import weft.internal.context.Scope;
import weft.internal.env.Rng;
import weft.internal.env.SafeLog;
import weft.internal.env.Tunables;
import weft.internal.task.LiveTasks;
import weft.internal.task.PollHooks;
import weft.internal.task.Task;
import weft.task.TaskId;

/**
 * The run queue of the current-thread scheduler and the loop that serves it, owned by one of the
 * threads in {@code blockOn} at a time.
 */
final class CurrentThreadCore implements LocalWorker, WorkerView, Watched, Scope {
  /** How many tasks run between looks at the queue from outside: Tokio's figure. */
  private static final int GLOBAL_INTERVAL = 31;

  private final CurrentThreadScheduler scheduler;
  private final Young young;
  private TaskChain queue = new TaskChain();
  private final WorkerParker parker;
  private final WorkerCounters metrics = new WorkerCounters();
  private final LiveTasks live = new LiveTasks();
  private final DeferList deferred = new DeferList();
  private final PollTimes times;
  private final Rng rng;
  private final Tunables tunables;
  private final int budget; // of the tunables, at hand
  private final @Nullable PollHistogram histogram;
  private final @Nullable PollHooks pollHooks;
  private ContextControl control;
  private final int globalInterval;
  private int ticksToGlobal;
  private long pollsAtUnpark;
  private @Nullable OutOfMemoryError shortage; // there was no memory between two polls; not noted
  private boolean shortageNoted; // one was, at least once
  private volatile int queueLength; // for metrics
  private volatile long threadId = -1; // for metrics
  private volatile boolean waiting; // for the watchdog

  CurrentThreadCore(CurrentThreadScheduler scheduler) {
    this.scheduler = scheduler;
    this.tunables = scheduler.config.tunables();
    this.young = new Young(tunables.renewalInterval());
    this.budget = tunables.budget();
    this.parker = new WorkerParker(scheduler.environment.newParker(), scheduler.driverRole);
    this.times = new PollTimes(scheduler.environment.clock(), metrics);
    this.rng = scheduler.environment.newRng();
    this.histogram = PollHistogram.of(scheduler, this);
    this.pollHooks = histogram == null ? scheduler.hooks.pollHooks() : histogram;
    this.control = ContextControl.notingYields(scheduler);
    this.globalInterval =
        tunables.globalQueueInterval() > 0 ? tunables.globalQueueInterval() : GLOBAL_INTERVAL;
    this.ticksToGlobal = globalInterval;
  }

  /** Drives the runtime until {@code main} is ready, or the runtime shuts down. */
  void drive(MainFuture<?> main) throws Exception {
    Scope before = Current.exchange(this);
    main.waitsIn(parker);
    threadId = Thread.currentThread().getId();
    scheduler.rouseWatchdog();
    times.startBatch();
    try {
      while (!main.pollIfWoken() && !scheduler.isClosing()) {
        try {
          noteShortage();
          turn(main);
        } catch (OutOfMemoryError failure) {
          shortage = failure;
        }
      }
    } finally {
      threadId = -1;
      times.endBatch();
      main.waitsIn(null);
      Current.exchange(before);
    }
  }

  private void turn(MainFuture<?> main) {
    runTasks();
    if (queue.isEmpty() && scheduler.global.isEmpty() && deferred.isEmpty()) {
      rest(main);
    } else {
      pollDriver();
    }
  }

  /** As {@link Worker#noteShortage}. */
  private void noteShortage() {
    OutOfMemoryError failure = shortage;
    shortage = null;
    if (failure != null && !shortageNoted) {
      shortageNoted = true; // once is enough
      SafeLog.error(
          "weft.runtime", "a runtime was out of memory between two polls, and goes on", failure);
    }
  }

  private void runTasks() {
    for (int i = tunables.eventInterval(); i > 0; i--) {
      Task<?> task = nextTask();
      if (task == null) {
        return;
      }
      metrics.polled();
      Task.Verdict verdict = task.run(control, budget, live, pollHooks);
      Thread.interrupted(); // an interrupt is the task's own affair: neither fatal nor inherited
      if (verdict == Task.Verdict.QUEUE) {
        scheduleLocally(task);
      } else if (verdict == Task.Verdict.YIELDED) {
        defer(task);
      }
    }
  }

  private @Nullable Task<?> nextTask() {
    Task.requeueRescued();
    Task<?> task;
    if (--ticksToGlobal <= 0) {
      ticksToGlobal = globalInterval;
      task = scheduler.global.pop();
      return task == null ? pollQueue() : task;
    }
    task = pollQueue();
    return task == null ? scheduler.global.pop() : task;
  }

  private @Nullable Task<?> pollQueue() {
    return queue.poll();
  }

  private void rest(MainFuture<?> main) {
    scheduler.hooks.threadParking();
    if (!queue.isEmpty() || !deferred.isEmpty() || main.isWoken()) {
      pollDriver(); // of the hook's making; its timers must be seen as well
      return;
    }
    if (metrics.polls() == pollsAtUnpark) {
      metrics.wokeForNothing();
    }
    times.endBatch();
    metrics.forcedYields(control.takeExhaustions());
    metrics.parked();
    queueLength = 0;
    waiting = true;
    try {
      parker.park();
    } finally {
      parker.leave();
      waiting = false;
    }
    scheduler.rouseWatchdog();
    Thread.interrupted();
    metrics.unparked();
    pollsAtUnpark = metrics.polls();
    times.startBatch();
    scheduler.hooks.threadUnparked();
  }

  private void pollDriver() {
    times.endBatch();
    if (young.isDue(metrics.polls())) {
      renew();
    }
    scheduler.driverRole.poll();
    wakeDeferred();
    metrics.forcedYields(control.takeExhaustions());
    queueLength = queue.size();
    times.startBatch();
  }

  private void renew() {
    try {
      ContextControl fresh = ContextControl.notingYields(scheduler);
      metrics.forcedYields(control.takeExhaustions());
      control = fresh;
      deferred.renew();
      TaskChain chain = new TaskChain();
      chain.addAll(queue);
      queue = chain;
    } catch (OutOfMemoryError full) {
      // what there is will do
    }
  }

  private void defer(Task<?> task) {
    if (!deferred.add(task)) {
      queue.add(task);
    }
  }

  private void wakeDeferred() {
    deferred.moveTasksTo(queue);
    deferred.wakeAll();
  }

  /** Cancels every task. */
  void shutDown() {
    Scope before = Current.exchange(this);
    try {
      wakeDeferred();
      live.closeAndAbort();
      do {
        endTasks();
        if (scheduler.isUnwinding()) {
          try {
            awaitUnwinding();
          } catch (OutOfMemoryError failure) {
            shortage = failure;
          }
        }
        wakeDeferred();
      } while (scheduler.isUnwinding() || !queue.isEmpty() || !scheduler.global.closeIfEmpty());
    } finally {
      Current.exchange(before);
    }
  }

  private void awaitUnwinding() {
    if (deferred.isEmpty() && queue.isEmpty() && scheduler.global.isEmpty()) {
      try {
        parker.park();
      } finally {
        parker.leave();
      }
      Thread.interrupted();
    } else {
      scheduler.driverRole.poll();
    }
  }

  private void endTasks() {
    // An interval at most, so that those that clean up see their timers and sockets.
    for (int i = tunables.eventInterval(); i > 0 || !scheduler.isUnwinding(); i--) {
      Task<?> task = nextTask();
      if (task == null) {
        return;
      }
      Task.Verdict verdict =
          task.isUnwinding()
              ? task.run(control, budget, live, pollHooks)
              : task.runCancelled(control);
      Thread.interrupted();
      if (verdict == Task.Verdict.QUEUE) {
        queue.add(task);
      } else if (verdict == Task.Verdict.YIELDED) {
        defer(task);
      }
    }
  }

  /** Ends the wait in the driver, or the next one. Any thread. */
  void unpark() {
    parker.unpark();
  }

  @Override
  public void scheduleLocally(Task<?> task) {
    metrics.scheduledLocally();
    queue.add(task);
  }

  @Override
  public void defer(Waker waker) {
    if (!control.noteYield(waker)) {
      deferred.add(waker);
    }
  }

  @Override
  public int index() {
    return 0;
  }

  @Override
  public int random(int bound) {
    return rng.nextInt(bound);
  }

  @Override
  public WorkerCounters metrics() {
    return metrics;
  }

  @Override
  public long pollCount() {
    return metrics.polls();
  }

  @Override
  public @Nullable Task<?> currentTask() {
    return (Task<?>) control.assigned();
  }

  @Override
  public @Nullable Thread thread() {
    return scheduler.drivingThread();
  }

  @Override
  public boolean isResting() {
    return waiting || threadId == -1;
  }

  @Override
  public void standIn() {
    // there is nobody who could
  }

  @Override
  public int queueLength() {
    return queueLength;
  }

  @Override
  public long[] pollTimes() {
    return histogram == null ? new long[0] : histogram.counts();
  }

  @Override
  public long threadId() {
    return threadId;
  }

  CurrentThreadScheduler scheduler() {
    return scheduler;
  }

  @Override
  public RuntimeServices services() {
    return scheduler;
  }

  @Override
  public @Nullable TaskId taskId() {
    Task<?> polled = currentTask();
    return polled == null ? null : polled.id();
  }

  @Override
  public int workerIndex() {
    return index();
  }

  @Override
  public Kind kind() {
    return Kind.BLOCK_ON;
  }
}
