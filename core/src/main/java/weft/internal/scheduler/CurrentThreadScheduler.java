package weft.internal.scheduler;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import weft.future.Future;
import weft.internal.context.Current;
import weft.internal.context.Scope;
import weft.internal.driver.DriverFactory;
import weft.internal.env.Environment;
import weft.internal.task.Task;
import weft.task.TaskLocals;

/**
 * The scheduler without threads: it runs inside {@code blockOn}. Of several threads that call it at
 * a time one drives, and hands that role over when its own future is ready.
 */
public final class CurrentThreadScheduler extends Scheduler {
  private final CurrentThreadCore core;
  private final Object roles = new Object();
  private boolean coreTaken; // guarded by roles
  private final Set<MainFuture<?>> waiting = new LinkedHashSet<>(); // guarded by roles
  private volatile boolean closing;
  private volatile @Nullable Thread driving;

  private CurrentThreadScheduler(
      SchedulerConfig config, Environment environment, DriverFactory drivers) {
    super(config, environment, drivers);
    this.core = new CurrentThreadCore(this);
    watch(List.of(core));
    termination.enter(core);
  }

  /** A scheduler that runs as soon as somebody calls {@link #blockOn}. */
  public static CurrentThreadScheduler create(
      SchedulerConfig config, Environment environment, DriverFactory drivers) {
    return new CurrentThreadScheduler(config, environment, drivers);
  }

  @Override
  public List<? extends WorkerView> workerViews() {
    return List.of(core);
  }

  @Override
  public void start() {
    startWatchdog(); // all else starts with blockOn
  }

  @Override
  @Nullable LocalWorker localWorker() {
    return localScope() instanceof CurrentThreadCore here && here.scheduler() == this ? here : null;
  }

  @Override
  void scheduleRemotely(Task<?> task) {
    if (!global.push(task)) {
      giveUp(task);
      return;
    }
    try {
      core.unpark();
    } catch (Throwable outOfStack) {
      // whoever drives looks at the queue before it waits the next time
    }
  }

  @Override
  public void lookAgain() {
    core.unpark();
  }

  @Override
  public <T extends @Nullable Object> T blockOn(Future<T> future) throws Exception {
    requireMayBlock("blockOn");
    TaskLocals here = TaskLocals.exchange(TaskLocals.none()); // the tasks do not inherit them
    try {
      return drive(here.isEmpty() ? future : here.scope(future));
    } finally {
      TaskLocals.exchange(here);
    }
  }

  private <T extends @Nullable Object> T drive(Future<T> future) throws Exception {
    MainFuture<T> main = new MainFuture<>(this, future);
    Scope before = Current.exchange(main);
    boolean interrupted = false;
    enter(main);
    try {
      while (true) {
        if (tryTakeCore(main)) {
          try {
            driving = Thread.currentThread();
            core.drive(main);
          } finally {
            driving = null;
            releaseCore();
          }
        } else if (!main.pollIfWoken() && !main.isWoken() && !isTerminated()) {
          main.park(); // until it is woken, or the core is free
        }
        interrupted |= Thread.interrupted();
        if (main.isReady()) {
          return main.result();
        }
        if (isTerminated() && !main.isWoken()) {
          throw main.abandon();
        }
      }
    } finally {
      synchronized (roles) {
        waiting.remove(main);
      }
      leave(main);
      Current.exchange(before);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean tryTakeCore(MainFuture<?> main) {
    synchronized (roles) {
      if (coreTaken || closing) {
        waiting.add(main);
        return false;
      }
      waiting.remove(main);
      coreTaken = true;
      return true;
    }
  }

  private void releaseCore() {
    MainFuture<?> next;
    boolean shutDown;
    synchronized (roles) {
      shutDown = closing; // the core stays taken for good
      coreTaken = shutDown;
      next = waiting.isEmpty() ? null : waiting.iterator().next();
    }
    if (shutDown) {
      shutDown();
    } else if (next != null) {
      next.unpark();
    }
  }

  @Override
  public boolean isClosing() {
    return closing;
  }

  /** Shuts down here if nobody drives; else the driving thread does, after the current poll. */
  @Override
  public void beginShutdown() {
    boolean mine;
    synchronized (roles) {
      if (closing) {
        return;
      }
      closing = true;
      mine = !coreTaken;
      coreTaken = true;
    }
    if (mine) {
      shutDown();
    } else {
      core.unpark();
    }
  }

  @Override
  void addStuck(Object part, List<StuckTask> stuck) {
    Thread thread = driving;
    Task<?> task = core.currentTask();
    stuck.add(
        new StuckTask(
            task == null ? "a blockOn" : task.describe(),
            thread == null ? null : thread.getName(),
            thread == null ? List.of() : List.of(thread.getStackTrace())));
  }

  /** The thread that drives the core, or null. */
  @Nullable Thread drivingThread() {
    return driving;
  }

  private void shutDown() {
    core.shutDown();
    terminate();
    termination.left(core);
  }

  @Override
  void unparkAll() {
    core.unpark();
  }

  @Override
  public boolean isSingleThreaded() {
    return true;
  }

  @Override
  public <T extends @Nullable Object> T blockInPlace(Callable<T> body) throws Exception {
    Scope scope = Current.scope();
    if (scope == null || scope.services() != this) {
      return callBlocking(null, body);
    }
    return switch (scope.kind()) {
      case ENTERED, BLOCKING -> callBlocking(null, body);
      case WORKER, BLOCK_ON, BODY ->
          throw new IllegalStateException(
              "blockInPlace called in a task of a current-thread runtime, which has no other "
                  + "thread to go on with: use spawnBlocking");
    };
  }
}
