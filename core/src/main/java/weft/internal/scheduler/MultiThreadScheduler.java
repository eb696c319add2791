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
  private final AtomicInteger threadNumber = new AtomicInteger();
  private volatile boolean closing;

  private MultiThreadScheduler(
      SchedulerConfig config, Environment environment, DriverFactory drivers) {
    super(config, environment, drivers);
    this.idle = new IdleSet(config.workers());
    this.workers = new Worker[config.workers()];
    this.present = new AtomicInteger(config.workers());
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Worker(this, i);
    }
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
      task.runCancelled(); // nobody is left who could run it
      return;
    }
    Preemption.point(PreemptionPoint.AFTER_INJECT_PUSH);
    notifyOne();
  }

  /** Takes a task for which a worker's own queue has no room. */
  void pushSurplus(Task<?> task) {
    if (!global.push(task)) {
      task.runCancelled();
    }
  }

  /** As {@link #pushSurplus(Task)}, for many. */
  void pushSurplus(TaskChain tasks) {
    if (!global.pushAll(tasks)) {
      Task<?> task;
      while ((task = tasks.poll()) != null) {
        task.runCancelled();
      }
    }
  }

  /** Wakes a worker, unless one is on its way already or all are awake. */
  void notifyOne() {
    if (idle.claim() instanceof Worker worker) {
      worker.unpark();
    }
  }

  /** The last searcher's second look, after it has announced that it parks. */
  void notifyIfWorkIsLeft() {
    for (Worker worker : workers) {
      if (worker.hasStealableTasks()) {
        notifyOne();
        return;
      }
    }
    if (!global.isEmpty()) {
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
    for (Worker worker : workers) {
      startThread(worker);
    }
  }

  private void startThread(Worker worker) {
    WorkerThread body = new WorkerThread(this, worker);
    termination.enter(body);
    try {
      String name = config.threadName().apply(threadNumber.getAndIncrement());
      if (environment.threads().start(name, config.threadStackSize(), body) == null) {
        termination.left(body); // a simulation runs the workers itself
      }
    } catch (Throwable failure) {
      termination.left(body);
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
    for (Worker worker : workers) {
      worker.unpark();
    }
  }

  @Override
  void addStuck(Object part, List<StuckTask> stuck) {
    if (part instanceof WorkerThread body) {
      Thread thread = body.thread();
      Task<?> task = body.worker().currentTask();
      stuck.add(
          new StuckTask(
              task == null ? "a worker between two tasks" : task.describe(),
              thread == null ? null : thread.getName(),
              thread == null ? List.of() : List.of(thread.getStackTrace())));
    }
  }

  /**
   * A worker has cancelled all it could find.
   *
   * @return whether it goes on, as there is more
   */
  boolean leave() {
    // The last one may find what a thread without a worker has queued meanwhile.
    if (present.decrementAndGet() == 0) {
      while (!global.closeIfEmpty()) {
        Task<?> task = global.pop();
        if (task != null) {
          task.runCancelled();
        }
      }
      terminate();
    }
    return false;
  }

  @Override
  public <T extends @Nullable Object> T blockInPlace(Callable<T> body) throws Exception {
    return body.call();
  }
}
