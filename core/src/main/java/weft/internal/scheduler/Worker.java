package weft.internal.scheduler;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import weft.future.ContextControl;
import weft.future.Waker;
import weft.internal.context.Current;
import weft.internal.context.RuntimeServices;
import weft.internal.context.Scope;
import weft.internal.env.Preemption;
import weft.internal.env.PreemptionPoint;
import weft.internal.env.Rng;
import weft.internal.env.Tunables;
import weft.internal.task.LiveTasks;
import weft.internal.task.PollHooks;
import weft.internal.task.Task;

/**
 * One worker of the multi-thread scheduler: a run queue and the loop that serves it.
 *
 * <p>A worker is not a thread. A thread runs it by calling {@link #runOnce} again and again; when a
 * task blocks in place, another thread goes on where this one stopped. A simulation runs several
 * workers on one thread. So a step never waits in its middle: parking is its last act, and the next
 * step begins with {@link #stopResting}.
 *
 * <p>All fields belong to the thread that runs the worker, but for the queue (thieves take from
 * it), the parker (anybody unparks) and the metrics (anybody reads).
 */
public final class Worker extends IdleSet.Sleeper implements LocalWorker, WorkerView, Scope {
  /**
   * A worker whose tasks have all yielded goes on with them, and looks for others' work once in so
   * many turns: two such workers would else carry the same tasks to and fro.
   */
  private static final int TURNS_TO_SEARCH = 8;

  private final MultiThreadScheduler scheduler;
  private final int index;
  private final LocalQueue queue;
  private final WorkerParker parker;
  private final WorkerCounters metrics = new WorkerCounters();
  private final LiveTasks live = new LiveTasks();
  private final DeferList deferred = new DeferList();
  private final PollTimes times;
  private final Rng rng;
  private final Tunables tunables;
  private final @Nullable PollHooks pollHooks;
  private final boolean lifoConfigured;

  private ContextControl control;
  private @Nullable Task<?> lifo; // the task to run next; thieves cannot reach it
  private boolean lifoEnabled;
  private boolean searching;
  private boolean resting; // the previous step ended with a park
  private boolean turningDriver; // wakes go to the own queue without waking others one by one
  private int ticksToEvent;
  private int ticksToGlobal;
  private int globalInterval;
  private int ticksSinceDriver;
  private int turnsToSearch = TURNS_TO_SEARCH;
  private long pollsAtUnpark;
  private boolean leaving;
  private volatile long threadId = -1;
  private @Nullable WorkerThread thread;
  private @Nullable Task<?> current; // read by others at any time

  Worker(MultiThreadScheduler scheduler, int index) {
    super(index);
    this.scheduler = scheduler;
    this.index = index;
    this.tunables = scheduler.config.tunables();
    this.queue = new LocalQueue(tunables.localQueueCapacity());
    this.parker = new WorkerParker(scheduler.environment.newParker(), scheduler.driverRole);
    this.times = new PollTimes(scheduler.environment.clock(), metrics);
    this.rng = scheduler.environment.newRng();
    this.pollHooks = scheduler.hooks.pollHooks();
    this.lifoConfigured = scheduler.config.lifoSlot() && tunables.lifoCap() > 0;
    this.lifoEnabled = lifoConfigured;
    this.control = ContextControl.create(scheduler);
    this.globalInterval =
        tunables.globalQueueInterval() > 0
            ? tunables.globalQueueInterval()
            : PollTimes.seedInterval();
    this.ticksToGlobal = globalInterval;
    this.ticksToEvent = tunables.eventInterval();
  }

  // ---------------------------------------------------------------- the loop

  /**
   * One step: polls a task and its followers in the LIFO slot, or looks for work elsewhere, or
   * parks.
   *
   * @return false if the current thread must not run this worker any more: it has left for good, or
   *     another thread has taken it over
   */
  public boolean runOnce() {
    Scope before = Current.exchange(this);
    try {
      return step();
    } finally {
      Current.exchange(before);
    }
  }

  /** As {@link #runOnce}, on a thread whose scope is this worker already. */
  boolean step() {
    if (resting && !stopResting()) {
      return true;
    }
    Task.requeueRescued();
    scheduler.notifyMissed();
    if (scheduler.isClosing()) {
      return shutDownStep();
    }
    if (--ticksToEvent <= 0) {
      maintain();
    }
    Task<?> task = nextTask();
    if (task == null && (deferred.isEmpty() || --turnsToSearch <= 0)) {
      turnsToSearch = TURNS_TO_SEARCH;
      task = search();
    }
    if (task != null) {
      return poll(task);
    }
    if (deferred.isEmpty()) {
      rest();
    } else {
      pollDriver();
    }
    return true;
  }

  private boolean poll(Task<?> first) {
    if (searching) {
      stopSearching();
    }
    Task<?> task = first;
    ContextControl context = control;
    int units = tunables.budget();
    int lifoPolls = 0;
    while (true) {
      metrics.polled();
      current = task;
      Task.Verdict verdict = task.run(context, units, live, pollHooks);
      if (Current.scope() != this) {
        // The task blocked in place: another thread runs this worker now, nothing here is ours.
        if (verdict == Task.Verdict.QUEUE || verdict == Task.Verdict.YIELDED) {
          scheduler.scheduleRemotely(task);
        }
        return false;
      }
      current = null;
      Thread.interrupted(); // an interrupt is the task's own affair: neither fatal nor inherited
      if (verdict == Task.Verdict.QUEUE) {
        metrics.scheduledLocally();
        pushBack(task); // a task that woke itself never gets the LIFO slot
        notifyUnlessTurning();
      } else if (verdict == Task.Verdict.YIELDED) {
        deferred.add(task);
      }
      Task<?> follower = lifo;
      if (follower == null) {
        lifoEnabled = lifoConfigured;
        return true;
      }
      lifo = null;
      units = context.remaining();
      if (units == 0) {
        lifoEnabled = lifoConfigured;
        pushBack(follower);
        return true;
      }
      lifoPolls++;
      // What the last follower wakes goes to the queue's end, so that a pair cannot starve it.
      lifoEnabled = lifoConfigured && lifoPolls < tunables.lifoCap();
      task = follower;
    }
  }

  // ---------------------------------------------------------------- finding work

  private @Nullable Task<?> nextTask() {
    if (--ticksToGlobal <= 0) {
      tuneGlobalInterval();
      ticksToGlobal = globalInterval;
      Task<?> task = refill(batchRoom());
      return task == null ? nextLocal() : task;
    }
    Task<?> task = nextLocal();
    return task == null ? refill(queue.room()) : task;
  }

  /**
   * How many tasks to take at the interval: a batch, as at more than a ring full of busy tasks the
   * overflow would otherwise wait hundreds of milliseconds in the global queue. But only one, which
   * runs at once, if the ring would overflow before the batch has moved up to its older half: such
   * tasks would go round between the two queues and never run.
   */
  private int batchRoom() {
    int room = queue.room();
    return (long) room * globalInterval >= tunables.localQueueCapacity() ? room / 2 : 1;
  }

  private @Nullable Task<?> nextLocal() {
    Task<?> task = lifo;
    if (task != null) {
      lifo = null;
      return task;
    }
    return queue.pop();
  }

  private @Nullable Task<?> refill(int room) {
    if (scheduler.global.isEmpty()) {
      return null;
    }
    // The first one runs at once and needs no room. The room counts what a preempted thief holds.
    int max = Math.min(room, tunables.localQueueCapacity() / 2);
    Preemption.point(PreemptionPoint.BEFORE_REFILL);
    return scheduler.global.popBatch(scheduler.workers.length, Math.max(1, max), queue);
  }

  private void tuneGlobalInterval() {
    if (tunables.globalQueueInterval() == 0) {
      globalInterval = times.interval(globalInterval);
    }
  }

  private @Nullable Task<?> search() {
    times.endBatch();
    Task<?> task = steal();
    times.startBatch();
    return task;
  }

  private @Nullable Task<?> steal() {
    if (!searching) {
      if (!scheduler.idle.startSearching()) {
        return null;
      }
      searching = true;
    }
    Worker[] workers = scheduler.workers;
    int start = rng.nextInt(workers.length);
    for (int i = 0; i < workers.length; i++) {
      int victim = start + i;
      Worker other = workers[victim < workers.length ? victim : victim - workers.length];
      if (other != this) {
        Task<?> task = other.queue.stealInto(queue, metrics);
        if (task != null) {
          return task;
        }
      }
    }
    return scheduler.global.pop();
  }

  private void stopSearching() {
    searching = false;
    if (scheduler.idle.stopSearching()) {
      scheduler.notifyOne(); // the chain: there may be more where this came from
    }
  }

  // ---------------------------------------------------------------- queueing

  /**
   * Queues as the last act that can fail: see {@code TaskOwner.schedule}.
   *
   * <p>Nothing in here may wait for a lock: a straight-line body on the fast engine that waits is
   * taken off this worker, which goes on with other tasks in the middle of what the body did to it,
   * and if a wake-up needed the same lock, the body would never come back.
   */
  @Override
  public void scheduleLocally(Task<?> task) {
    metrics.scheduledLocally();
    boolean quiet = turningDriver;
    TaskChain surplus;
    if (lifoEnabled) {
      Task<?> displaced = lifo;
      if (displaced == null) {
        lifo = task;
        return; // this worker runs it next: nobody has to be woken for it
      }
      surplus = pushToRing(displaced);
      lifo = task;
    } else {
      surplus = pushToRing(task);
    }
    // From here on nothing is touched that belongs to the worker.
    if (surplus != null) {
      scheduler.pushSurplus(surplus);
    }
    if (!quiet) {
      scheduler.notifyContained(PreemptionPoint.AFTER_LOCAL_PUSH);
    }
  }

  private void notifyUnlessTurning() {
    if (!turningDriver) {
      scheduler.notifyContained(PreemptionPoint.AFTER_LOCAL_PUSH);
    }
  }

  private void pushBack(TaskChain tasks) {
    queue.pushAll(tasks); // as many as there is room for
    Task<?> task;
    while ((task = tasks.poll()) != null) {
      pushBack(task);
    }
  }

  private void pushBack(Task<?> task) {
    TaskChain surplus = pushToRing(task);
    if (surplus != null) {
      scheduler.pushSurplus(surplus);
    }
  }

  /**
   * Queues a task without waiting for a lock.
   *
   * @return what found no room, to be given to {@link MultiThreadScheduler#pushSurplus}, or null
   */
  private @Nullable TaskChain pushToRing(Task<?> task) {
    while (true) {
      int pushed = queue.push(task);
      if (pushed == LocalQueue.QUEUED) {
        return null;
      }
      StackProbe.ensure();
      TaskChain surplus = new TaskChain();
      if (pushed == LocalQueue.BUSY) {
        surplus.add(task);
        return surplus;
      }
      if (queue.overflow(task, surplus)) {
        metrics.overflowed();
        return surplus;
      }
    }
  }

  private boolean hasLocalTasks() {
    return lifo != null || !queue.isEmpty();
  }

  @Override
  public void defer(Waker waker) {
    Task<?> polled = current;
    if (polled == waker && polled != null) {
      polled.yieldAfterPoll();
    } else {
      deferred.add(waker);
    }
  }

  // ---------------------------------------------------------------- drivers

  private void maintain() {
    ticksSinceDriver += tunables.eventInterval();
    ticksToEvent = tunables.eventInterval();
    // With a long queue the drivers would only make it longer, and its end would overflow into the
    // global queue again and again. But one whole ring later they are due however long it is.
    if (queue.length() > tunables.driverSkipBacklog()
        && ticksSinceDriver < tunables.localQueueCapacity()) {
      return;
    }
    times.endBatch();
    pollDriver();
    times.startBatch();
  }

  /** Looks at the drivers without waiting, then lets those go on that had yielded to them. */
  private void pollDriver() {
    ticksSinceDriver = 0;
    turningDriver = true;
    try {
      scheduler.driverRole.poll();
      wakeDeferred();
    } finally {
      turningDriver = false;
    }
    notifyOthersIfLoaded();
    metrics.forcedYields(control.exhaustions());
  }

  private void wakeDeferred() {
    if (!deferred.isEmpty()) {
      pushBack(deferred.tasks());
      boolean lifoBefore = lifoEnabled;
      lifoEnabled = false; // who yielded goes behind the others
      deferred.wakeAll();
      lifoEnabled = lifoBefore;
    }
  }

  private void notifyOthersIfLoaded() {
    if (!searching && queue.length() + (lifo == null ? 0 : 1) > 1) {
      scheduler.notifyOne();
    }
  }

  // ---------------------------------------------------------------- rest

  private void rest() {
    scheduler.hooks.threadParking();
    if (hasLocalTasks() || !deferred.isEmpty()) {
      return; // of the hook's making
    }
    if (metrics.polls() == pollsAtUnpark) {
      metrics.wokeForNothing();
    }
    Preemption.point(PreemptionPoint.BEFORE_PARK_ANNOUNCE);
    boolean lastSearcher = scheduler.idle.park(this, searching);
    searching = false;
    Preemption.point(PreemptionPoint.AFTER_PARK_ANNOUNCE);
    if (lastSearcher) {
      scheduler.notifyIfWorkIsLeft();
    }
    times.endBatch();
    metrics.forcedYields(control.exhaustions());
    metrics.parked();
    resting = true;
    park();
  }

  private void park() {
    turningDriver = true;
    parker.park(); // nothing may follow: in a simulation the wait is still to come
  }

  /**
   * Comes back from a park.
   *
   * @return false if there was no reason to, and this step has parked again
   */
  private boolean stopResting() {
    parker.leave();
    turningDriver = false;
    Thread.interrupted();
    if (hasLocalTasks() || scheduler.isClosing()) {
      searching = !scheduler.idle.unpark(this);
    } else if (scheduler.idle.isAsleep(this)) {
      park();
      return false;
    } else {
      searching = true; // whoever claimed us counted us so
    }
    resting = false;
    metrics.unparked();
    pollsAtUnpark = metrics.polls();
    scheduler.hooks.threadUnparked();
    times.startBatch();
    notifyOthersIfLoaded();
    return true;
  }

  /** Ends this worker's park, or its next one. Any thread. */
  void unpark() {
    parker.unpark();
  }

  // ---------------------------------------------------------------- blocking in place

  /** Runs {@code body} in the middle of a poll, while this worker goes on on another thread. */
  <T extends @Nullable Object> T blockInPlace(Callable<T> body) throws Exception {
    ContextControl blocked = control;
    Task<?> task = current;
    WorkerThread here = thread;
    wakeDeferred(); // nobody else knows them
    Task<?> next = lifo;
    if (next != null) {
      lifo = null;
      pushBack(next); // where thieves can reach it
      scheduler.notifyOne();
    }
    control = ContextControl.create(scheduler);
    current = null;
    if (here != null) {
      here.blocksInPlace(task);
    }
    Handover offer = new Handover(this);
    boolean offered = scheduler.handOver(offer);
    int units = blocked.exchangeBudget(ContextControl.UNCONSTRAINED);
    try {
      return scheduler.callBlocking(body);
    } finally {
      blocked.exchangeBudget(units);
      if (!offered || offer.take()) {
        control = blocked; // nobody came for it
        current = task;
        if (here != null) {
          here.blocksInPlace(null);
        }
      } else {
        // The rest of this poll belongs to no worker; what it wakes goes to the global queue.
        Current.exchange(scheduler.strayScope);
      }
    }
  }

  /** An error that is no task's has come up in a step. */
  void died(Throwable failure) {
    scheduler.fail("a worker has died: " + this, failure);
    try {
      while (step()) {
        // its tasks are still there and have to be cancelled
      }
    } catch (Throwable again) {
      failure.addSuppressed(again);
      scheduler.leave();
    }
  }

  // ---------------------------------------------------------------- shutdown

  /** Cancels one task, or helps one to clean up, or leaves when there are none left. */
  private boolean shutDownStep() {
    if (searching) {
      stopSearching(); // else nobody would be woken for what has to clean up
    }
    if (!leaving) {
      leaving = true;
      times.endBatch();
      lifoEnabled = false;
      wakeDeferred();
      live.closeAndAbort();
    }
    Task<?> task = nextLocal();
    if (task == null) {
      task = scheduler.global.pop();
    }
    if (task == null) {
      task = stealForShutDown();
    }
    if (task != null) {
      return endTask(task);
    }
    if (!deferred.isEmpty()) {
      pollDriver();
    } else if (scheduler.isUnwinding()) {
      rest();
    } else {
      scheduler.leave();
      return false;
    }
    return true;
  }

  private boolean endTask(Task<?> task) {
    Task.Verdict verdict;
    current = task;
    if (task.isUnwinding()) {
      metrics.polled();
      verdict = task.run(control, tunables.budget(), live, pollHooks);
      if (--ticksToEvent <= 0) {
        maintain();
      }
    } else {
      verdict = task.runCancelled();
    }
    current = null;
    Thread.interrupted();
    if (verdict == Task.Verdict.QUEUE) {
      pushBack(task);
    } else if (verdict == Task.Verdict.YIELDED) {
      deferred.add(task);
    }
    return true;
  }

  private @Nullable Task<?> stealForShutDown() {
    for (Worker other : scheduler.workers) {
      if (other != this) {
        Task<?> task = other.queue.stealInto(queue, metrics);
        if (task != null) {
          return task;
        }
      }
    }
    return null;
  }

  // ---------------------------------------------------------------- what others see

  /** Whether this worker waits and has not been woken. Any thread. */
  public boolean isParked() {
    return scheduler.idle.isAsleep(this);
  }

  /** The task that is being polled, or null. Any thread: a snapshot, and a step behind at times. */
  @Nullable Task<?> currentTask() {
    return current;
  }

  boolean hasStealableTasks() {
    return !queue.isEmpty();
  }

  @Override
  public int index() {
    return index;
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
  public int queueLength() {
    return queue.length();
  }

  @Override
  public long threadId() {
    return threadId;
  }

  /** {@code runner} runs the worker from now on. */
  void ranBy(WorkerThread runner, long id) {
    thread = runner;
    threadId = id;
  }

  @Override
  public RuntimeServices services() {
    return scheduler;
  }

  @Override
  public Kind kind() {
    return Kind.WORKER;
  }

  MultiThreadScheduler scheduler() {
    return scheduler;
  }

  @Override
  public String toString() {
    return "Worker[" + index + ", " + queue + "]";
  }
}
