package weft.internal.scheduler;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import weft.future.ContextControl;
import weft.future.Waker;
import weft.internal.context.Current;
import weft.internal.context.RuntimeServices;
import weft.internal.context.RuntimeThread;
import weft.internal.context.Scope;
import weft.internal.env.Preemption;
import weft.internal.env.PreemptionPoint;
import weft.internal.env.Rng;
import weft.internal.env.SafeLog;
import weft.internal.env.Tunables;
import weft.internal.task.LiveTasks;
import weft.internal.task.PollHooks;
import weft.internal.task.Task;
import weft.task.TaskId;

/**
 * One worker of the multi-thread scheduler: a run queue and the loop that serves it.
 *
 * <p>A worker is not a thread. A thread runs it by calling {@link #runOnce} again and again; when a
 * task blocks in place, another thread goes on where this one stopped. A simulation runs several
 * workers on one thread. So a step never waits in its middle: parking is its last act, and the next
 * step begins with {@link #stopResting}.
 *
 * <p>All fields belong to the thread that runs the worker, but for the queue (thieves and the
 * watchdog take from it), the parker (anybody unparks) and the metrics (anybody reads).
 */
public final class Worker extends IdleSet.Sleeper
    implements LocalWorker, WorkerView, Watched, Scope {
  /**
   * A worker whose tasks have all yielded goes on with them, and looks for others' work once in so
   * many turns: two such workers would else carry the same tasks to and fro.
   */
  private static final int TURNS_TO_SEARCH = 8;

  private final MultiThreadScheduler scheduler;
  private final int index;
  private final WorkerCounters metrics = new WorkerCounters();
  private final RunQueue queue;
  private final WorkFinder finder;
  private final WorkerParker parker;
  private final LiveTasks live = new LiveTasks();
  private final DeferList deferred = new DeferList();
  private final WorkerShutdown shutdown;
  private final PollTimes times;
  private final Rng rng;
  private final Tunables tunables;
  private final int budget; // of the tunables, at hand
  private final int lifoCap; // of the tunables, at hand
  private final @Nullable PollHistogram histogram;
  private final @Nullable PollHooks pollHooks;
  private final Young young;

  private ContextControl control;
  private boolean resting; // the previous step ended with a park
  private boolean turningDriver; // wakes go to the own queue without waking others one by one
  private int ticksToEvent;
  private int ticksSinceDriver;
  private int turnsToSearch = TURNS_TO_SEARCH;
  private long pollsAtUnpark;
  @Nullable OutOfMemoryError shortage; // there was no memory between two polls; not noted so far
  private boolean shortageNoted; // one was, at least once
  private volatile long threadId = -1;
  private volatile @Nullable WorkerThread thread;

  Worker(MultiThreadScheduler scheduler, int index) {
    super(index);
    this.scheduler = scheduler;
    this.index = index;
    this.tunables = scheduler.config.tunables();
    this.young = new Young(tunables.renewalInterval());
    this.budget = tunables.budget();
    this.lifoCap = tunables.lifoCap();
    this.queue = new RunQueue(scheduler, metrics);
    this.parker = new WorkerParker(scheduler.environment.newParker(), scheduler.driverRole);
    this.times = new PollTimes(scheduler.environment.clock(), metrics);
    this.rng = scheduler.environment.newRng();
    this.finder = new WorkFinder(scheduler, index, queue, metrics, times, rng);
    this.shutdown = new WorkerShutdown(scheduler, this, queue, finder, deferred);
    this.histogram = PollHistogram.of(scheduler, this);
    this.pollHooks = histogram == null ? scheduler.hooks.pollHooks() : histogram;
    this.control = ContextControl.notingYields(scheduler);
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
      return shutdown.step();
    }
    tick();
    Task<?> task = finder.next();
    if (task == null && (deferred.isEmpty() || --turnsToSearch <= 0)) {
      turnsToSearch = TURNS_TO_SEARCH;
      task = finder.search();
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
    if (finder.isSearching()) {
      finder.stopSearching();
    }
    Task<?> task = first;
    ContextControl context = control;
    int units = budget;
    int lifoPolls = 0;
    while (true) {
      metrics.polled();
      Task.Verdict verdict = task.run(context, units, live, pollHooks);
      if (context != control) {
        // The task blocked in place: another thread runs this worker now, nothing here is ours.
        if (verdict == Task.Verdict.QUEUE || verdict == Task.Verdict.YIELDED) {
          scheduler.scheduleRemotely(task);
        }
        return false;
      }
      Thread.interrupted(); // an interrupt is the task's own affair: neither fatal nor inherited
      if (verdict == Task.Verdict.QUEUE) {
        metrics.scheduledLocally();
        queue.pushBack(task); // a task that woke itself never gets the LIFO slot
        if (queue.length() > 1) { // alone, it is what this worker runs next
          notifyUnlessTurning();
        }
      } else if (verdict == Task.Verdict.YIELDED) {
        defer(task);
      }
      Task<?> follower = queue.takeFollower();
      if (follower == null) {
        queue.openSlot();
        return true;
      }
      units = context.remaining();
      if (units == 0) {
        queue.openSlot();
        queue.pushBack(follower);
        return true;
      }
      lifoPolls++;
      if (lifoPolls >= lifoCap) {
        queue.closeSlot(); // what the last follower wakes must not starve the ring
      }
      task = follower;
    }
  }

  // ---------------------------------------------------------------- queueing

  void defer(Task<?> task) {
    if (!deferred.add(task)) {
      queue.pushBack(task);
    }
  }

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
    TaskChain surplus = queue.add(task);
    if (surplus == RunQueue.NEXT) {
      return; // this worker runs it next: nobody has to be woken for it
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

  @Override
  public void defer(Waker waker) {
    if (!control.noteYield(waker)) {
      deferred.add(waker);
    }
  }

  // ---------------------------------------------------------------- drivers

  private void tick() {
    if (--ticksToEvent <= 0) {
      maintain();
    }
  }

  private void maintain() {
    ticksSinceDriver += tunables.eventInterval();
    ticksToEvent = tunables.eventInterval();
    // With a long queue the drivers would only make it longer, and its end would overflow into the
    // global queue again and again. But one whole ring later they are due however long it is.
    if (queue.ring.length() > tunables.driverSkipBacklog()
        && ticksSinceDriver < tunables.localQueueCapacity()) {
      return;
    }
    times.endBatch();
    pollDriver();
    times.startBatch();
  }

  /** Looks at the drivers without waiting, then lets those go on that had yielded to them. */
  void pollDriver() {
    ticksSinceDriver = 0;
    if (young.isDue(metrics.polls())) {
      renew();
    }
    turningDriver = true;
    try {
      scheduler.driverRole.poll();
      wakeDeferred();
    } finally {
      turningDriver = false;
    }
    notifyOthersIfLoaded();
    metrics.forcedYields(control.takeExhaustions());
  }

  private void renew() {
    try {
      ContextControl fresh = ContextControl.notingYields(scheduler);
      metrics.forcedYields(control.takeExhaustions());
      control = fresh;
      deferred.renew();
      queue.renew();
      RuntimeThread.renew();
    } catch (OutOfMemoryError full) {
      // what there is will do
    }
  }

  private void wakeDeferred() {
    if (!deferred.isEmpty()) {
      deferred.moveTasksTo(queue);
      boolean slotWasOpen = queue.isSlotOpen();
      queue.closeSlot(); // who yielded goes behind the others
      deferred.wakeAll();
      if (slotWasOpen) {
        queue.openSlot();
      }
    }
  }

  private void notifyOthersIfLoaded() {
    if (!finder.isSearching() && queue.length() > 1) {
      scheduler.notifyOne();
    }
  }

  // ---------------------------------------------------------------- rest

  void rest() {
    scheduler.hooks.threadParking();
    if (!queue.isEmpty() || !deferred.isEmpty()) {
      return; // of the hook's making
    }
    if (metrics.polls() == pollsAtUnpark) {
      metrics.wokeForNothing();
    }
    Preemption.point(PreemptionPoint.BEFORE_PARK_ANNOUNCE);
    boolean lastSearcher = scheduler.idle.park(this, finder.isSearching());
    finder.searching(false);
    Preemption.point(PreemptionPoint.AFTER_PARK_ANNOUNCE);
    if (lastSearcher) {
      scheduler.notifyIfWorkIsLeft();
    }
    times.endBatch();
    metrics.forcedYields(control.takeExhaustions());
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
    if (!queue.isEmpty() || scheduler.isClosing()) {
      finder.searching(!scheduler.idle.unpark(this));
    } else if (scheduler.idle.isAsleep(this)) {
      park();
      return false;
    } else {
      finder.searching(true); // whoever claimed us counted us so
    }
    resting = false;
    scheduler.rouseWatchdog(); // after the idle set knows, which the watchdog asks before it sleeps
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
    Task<?> task = currentTask();
    WorkerThread here = thread;
    // Before anything has changed, as there may be no memory for them.
    ContextControl fresh = ContextControl.notingYields(scheduler);
    Handover offer = new Handover(this);
    wakeDeferred(); // nobody else knows them
    Task<?> next = queue.takeFollower();
    if (next != null) {
      queue.pushBack(next); // where thieves can reach it
    }
    if (!queue.ring.isEmpty()) {
      scheduler.notifyOne();
    }
    metrics.forcedYields(blocked.takeExhaustions());
    control = fresh;
    if (here != null) {
      here.blocksInPlace(task);
    }
    boolean offered = scheduler.handOver(offer);
    int units = blocked.exchangeBudget(ContextControl.UNCONSTRAINED);
    try {
      return scheduler.callBlocking(task, body);
    } finally {
      blocked.exchangeBudget(units);
      if (!offered || offer.take()) {
        control = blocked; // nobody came for it
        if (here != null) {
          here.blocksInPlace(null);
        }
      } else {
        // The rest of this poll belongs to no worker; what it wakes goes to the global queue.
        Current.exchange(scheduler.strayScope);
      }
    }
  }

  /**
   * If there was no memory left for something between two polls, says so. Every such step begins
   * with what may fail, or leaves to the next one what it had not done yet: so the worker just goes
   * on.
   */
  void noteShortage() {
    OutOfMemoryError failure = shortage;
    if (failure == null) {
      return;
    }
    scheduler.notifyOne(); // for what a look at the drivers may have queued here in silence
    shortage = null;
    if (!shortageNoted) {
      shortageNoted = true; // once is enough
      SafeLog.error(
          "weft.runtime", "a worker was out of memory between two polls, and goes on", failure);
    }
  }

  /** An error that is no task's has come up in a step. */
  void died(Throwable failure) {
    boolean told = false;
    while (true) {
      try {
        if (!told) {
          scheduler.fail("a worker has died", failure);
          told = true;
        }
        if (WorkerThread.isOver(this)) { // its tasks are still there and have to be cancelled
          return;
        }
      } catch (OutOfMemoryError noMemory) {
        told |= scheduler.isClosing(); // else it is told again, when there is some
      } catch (Throwable again) {
        SafeLog.error("weft.runtime", "a worker that has died could not cancel its tasks", again);
        scheduler.leave();
        return;
      }
    }
  }

  // ---------------------------------------------------------------- for the shutdown

  /** Runs a task that cleans up, or cancels it. */
  Task.Verdict end(Task<?> task) {
    Task.Verdict verdict;
    if (task.isUnwinding()) {
      metrics.polled();
      verdict = task.run(control, budget, live, pollHooks);
      tick();
    } else {
      verdict = task.runCancelled(control);
    }
    Thread.interrupted();
    return verdict;
  }

  /** From now on only tasks that clean up are polled. */
  void beginToEnd() {
    times.endBatch();
    queue.closeSlot();
    wakeDeferred();
    live.closeAndAbort();
  }

  // ---------------------------------------------------------------- what others see

  /** Whether this worker waits and has not been woken. Any thread. */
  public boolean isParked() {
    return scheduler.idle.isAsleep(this);
  }

  @Override
  public boolean isResting() {
    return isParked();
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
    WorkerThread runner = thread;
    return runner == null ? null : runner.thread();
  }

  /**
   * Called when a poll does not end. The task in the LIFO slot goes where others find it. A worker
   * that sleeps is woken if there is something to steal, or nobody turns the driver: it finds
   * nothing, and waits in the driver.
   */
  @Override
  public void standIn() {
    if (scheduler.workers.length == 1) {
      return; // there is nobody who could, and in the slot the task is next
    }
    freeFollower();
    if (!scheduler.driverRole.isTaken() || !queue.ring.isEmpty()) {
      scheduler.notifyOne();
    }
  }

  /** Puts the task that this worker would run next where others find it. Any thread. */
  void freeFollower() {
    Task<?> follower = queue.stealFollower();
    if (follower != null) {
      scheduler.scheduleRemotely(follower);
    }
  }

  /** Where tasks are entered that this worker, or who stands in for it, has polled. */
  LiveTasks live() {
    return live;
  }

  /** What thieves take from. */
  LocalQueue ring() {
    return queue.ring;
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
    return queue.ring.length();
  }

  @Override
  public long[] pollTimes() {
    return histogram == null ? new long[0] : histogram.counts();
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
    return Kind.WORKER;
  }

  MultiThreadScheduler scheduler() {
    return scheduler;
  }

  @Override
  public String toString() {
    return "Worker[" + index + ", " + queue.ring + "]";
  }
}
