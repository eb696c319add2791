package weft.internal.scheduler;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import weft.future.Future;
import weft.internal.context.Current;
import weft.internal.context.Scope;
import weft.internal.driver.DriverFactory;
import weft.internal.env.Environment;
import weft.internal.env.Preemption;
import weft.internal.env.PreemptionPoint;
import weft.internal.task.Task;

/** The work-stealing scheduler. */
public final class MultiThreadScheduler extends Scheduler {
  final Worker[] workers;
  final IdleSet idle;
  private final AtomicInteger present; // workers that have not left
  final SpareThreads spares;
  private final StandIns standIns = new StandIns(this);
  // Of a thread whose worker went on elsewhere while its task blocked: it polls still, for a while.
  final Scope strayScope = new PlainScope(this, Scope.Kind.WORKER);
  private final AtomicInteger threadNumber = new AtomicInteger();
  private volatile boolean missedNotify;
  private volatile boolean closing;

  private MultiThreadScheduler(
      SchedulerConfig config, Environment environment, DriverFactory drivers) {
    super(config, environment, drivers);
    this.idle = new IdleSet(config.workers());
    this.workers = new Worker[config.workers()];
    this.spares = new SpareThreads(environment.clock(), config.blocking().keepAliveNanos());
    this.present = new AtomicInteger(config.workers());
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Worker(this, i);
    }
    watch(Arrays.asList(workers));
  }

  /** A scheduler whose workers nobody runs yet. */
  public static MultiThreadScheduler create(
      SchedulerConfig config, Environment environment, DriverFactory drivers) {
    return new MultiThreadScheduler(config, environment, drivers);
  }

  /** The workers, for those who run them themselves. */
  public List<Worker> workers() {
    return List.of(workers);
  }

  @Override
  public List<? extends WorkerView> workerViews() {
    return Arrays.asList(workers);
  }

  // ---------------------------------------------------------------- queueing

  @Override
  @Nullable LocalWorker localWorker() {
    return localScope() instanceof Worker worker && worker.scheduler() == this ? worker : null;
  }

  @Override
  void scheduleRemotely(Task<?> task) {
    if (!global.push(task)) {
      giveUp(task);
      return;
    }
    notifyContained(PreemptionPoint.AFTER_INJECT_PUSH);
  }

  /** Wakes a worker for a task that has been queued. Never throws: there may be no stack left. */
  void notifyContained(PreemptionPoint point) {
    try {
      Preemption.point(point);
      notifyOne();
    } catch (Throwable outOfStack) {
      missedNotify = true; // made good for by whoever takes the next step
    }
  }

  /** Makes good for wakes that failed. Called between polls. */
  void notifyMissed() {
    if (missedNotify) {
      missedNotify = false;
      unparkAll();
    }
  }

  @Override
  public void lookAgain() {
    unparkAll();
  }

  /** Takes tasks for which a worker's own queue has no room. */
  void pushSurplus(TaskChain tasks) {
    if (!global.pushAll(tasks)) {
      Task<?> task;
      while ((task = tasks.poll()) != null) {
        giveUp(task);
      }
    }
  }

  @Override
  void unparkAll() {
    for (Worker worker : workers) {
      worker.unpark();
    }
  }

  /** Wakes a worker, unless one is on its way already or all are awake. */
  void notifyOne() {
    if (!idle.isWakeNeeded()) {
      return;
    }
    StackProbe.ensure(); // a worker that is claimed and not unparked would be lost
    if (idle.claim() instanceof Worker worker) {
      worker.unpark();
    }
  }

  /** The last searcher's second look, after it has announced that it searches no more. */
  void notifyIfWorkIsLeft() {
    if (hasQueuedTasks()) {
      notifyOne();
    }
  }

  // ---------------------------------------------------------------- blocking

  /** Polls on the calling thread, which is no worker: each of its wakes crosses threads. */
  @Override
  public <T extends @Nullable Object> T blockOn(Future<T> future) throws Exception {
    requireMayBlock("blockOn");
    MainFuture<T> main = new MainFuture<>(this, future);
    boolean interrupted = false;
    Scope before = Current.exchange(main);
    enter(main);
    try {
      while (!main.pollIfWoken()) {
        if (isTerminated() && !main.isWoken()) {
          throw main.abandon();
        }
        main.park();
        interrupted |= Thread.interrupted(); // else each wait would return at once
      }
      return main.result();
    } finally {
      leave(main);
      Current.exchange(before);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  // ---------------------------------------------------------------- start and shutdown

  @Override
  public void start() {
    int started = 0;
    try {
      for (; started < workers.length; started++) {
        startThread(new Handover(workers[started]));
      }
    } catch (Throwable refused) { // "unable to create native thread", or a name that is null
      beginShutdown();
      for (; started < workers.length; started++) {
        leave(); // nobody runs it
      }
      throw refused;
    }
    startWatchdog();
  }

  /**
   * Offers a worker to a spare thread or a new one.
   *
   * @return false if there cannot be one, so that the worker stays where it is
   */
  boolean handOver(Handover offer) {
    if (closing) {
      return false;
    }
    if (spares.offer(offer)) {
      return true;
    }
    if (!mayStartThread()) {
      return false;
    }
    try {
      return startThread(offer);
    } catch (Throwable refused) { // "unable to create native thread"
      return false;
    }
  }

  /** The same limit as for blocking threads: these are made for code that blocks, too. */
  private boolean mayStartThread() {
    int workerThreads = termination.size() - (watchdog() == null ? 0 : 1);
    return workerThreads < (long) workers.length + config.blocking().maxThreads();
  }

  @Override
  void standIn(long now) {
    for (Worker worker : workers) {
      worker.freeFollower();
    }
    standIns.look(now);
  }

  /** Whether there are tasks that are free for anybody to run. */
  boolean hasQueuedTasks() {
    for (Worker worker : workers) {
      if (!worker.ring().isEmpty()) {
        return true;
      }
    }
    return !global.isEmpty();
  }

  /**
   * Starts the thread of a stand-in.
   *
   * @return false if there cannot be one more
   */
  boolean startStandIn(StandIn body) {
    return mayStartThread() && startThread(body, body);
  }

  private boolean startThread(Handover offer) {
    WorkerThread body = new WorkerThread(this, offer);
    return startThread(body, body);
  }

  private boolean startThread(Object part, Runnable body) {
    termination.enter(part);
    try {
      String name = config.threadName().apply(threadNumber.getAndIncrement());
      if (environment.threads().start(name, config.threadStackSize(), body) == null) {
        termination.left(part); // a simulation runs the workers itself
        return false;
      }
      return true;
    } catch (Throwable failure) {
      termination.left(part);
      throw failure;
    }
  }

  @Override
  public boolean isClosing() {
    return closing;
  }

  @Override
  public void beginShutdown() {
    closing = true;
    unparkAll();
    spares.close();
  }

  @Override
  void addStuck(Object part, List<StuckTask> stuck) {
    if (part instanceof WorkerThread body && !body.isSpare()) {
      addStuck(body.currentTask(), "a worker between two tasks", body.thread(), stuck);
    } else if (part instanceof StandIn body) {
      addStuck(body.currentTask(), "a stand-in between two tasks", body.thread(), stuck);
    }
  }

  private void addStuck(
      @Nullable Task<?> task, String otherwise, @Nullable Thread thread, List<StuckTask> stuck) {
    if (task != null) {
      stuck.add(StuckTask.of(task.describe(), thread));
    } else if (!isUnwinding()) { // else it waits for those that clean up, which are in the list
      stuck.add(StuckTask.of(otherwise, thread));
    }
  }

  /** A worker has cancelled all it could find, and runs no more. */
  void leave() {
    // The last one may find what a thread without a worker has queued meanwhile.
    if (present.decrementAndGet() == 0) {
      while (!global.closeIfEmpty()) {
        Task<?> task = global.pop();
        if (task != null) {
          giveUp(task);
        }
      }
      terminate();
    }
  }

  @Override
  public <T extends @Nullable Object> T blockInPlace(Callable<T> body) throws Exception {
    if (Current.scope() instanceof Worker worker && worker.scheduler() == this) {
      return worker.blockInPlace(body);
    }
    return callBlocking(null, body); // on a thread that blocks nobody
  }
}
