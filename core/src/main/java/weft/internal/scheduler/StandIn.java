package weft.internal.scheduler;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import weft.future.ContextControl;
import weft.internal.context.Current;
import weft.internal.context.Scope;
import weft.internal.env.Parker;
import weft.internal.task.Task;

/**
 * A thread that runs queued tasks and turns the driver while every worker waits inside a poll. It
 * ends when one of them goes on. It is no worker: what its tasks wake goes to the global queue.
 */
final class StandIn implements Runnable, Watched {
  private static final long DRIVER_TURN_NANOS = 10_000_000L;

  private final MultiThreadScheduler scheduler;
  private final StandIns crew;
  private final int number;
  private final LocalQueue ring; // what it has stolen
  private final ContextControl control;
  private final Parker parker;
  private final long[] stuckPolls; // the poll that each worker was in when this stand-in was called
  private final WorkerCounters stolen = new WorkerCounters();
  private final AtomicLong polls = new AtomicLong();
  private volatile @Nullable Task<?> current;
  private volatile @Nullable Thread thread;

  StandIn(MultiThreadScheduler scheduler, StandIns crew, int number) {
    this.scheduler = scheduler;
    this.crew = crew;
    this.number = number;
    this.ring = new LocalQueue(scheduler.config.tunables().localQueueCapacity());
    this.control = ContextControl.create(scheduler);
    this.parker = scheduler.environment.newParker();
    this.stuckPolls = new long[scheduler.workers.length];
    for (int i = 0; i < stuckPolls.length; i++) {
      stuckPolls[i] = scheduler.workers[i].pollCount();
    }
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    Scope before = Current.exchange(scheduler.strayScope);
    try {
      while (isNeeded()) {
        Task<?> task = next();
        if (task != null) {
          poll(task);
        } else {
          turnDriver();
        }
      }
    } finally {
      Current.exchange(before);
      giveBack();
      crew.left(this);
      scheduler.unparkAll(); // one of them has to turn the driver now
    }
  }

  private boolean isNeeded() {
    if (scheduler.isClosing()) {
      return false;
    }
    Worker[] workers = scheduler.workers;
    for (int i = 0; i < workers.length; i++) {
      if (workers[i].pollCount() != stuckPolls[i] || workers[i].currentTask() == null) {
        return false;
      }
    }
    return true;
  }

  private @Nullable Task<?> next() {
    Task<?> task = ring.pop();
    if (task == null) {
      task = scheduler.global.pop();
    }
    for (int i = 0; task == null && i < scheduler.workers.length; i++) {
      task = scheduler.workers[i].ring().stealInto(ring, stolen);
    }
    return task;
  }

  private void poll(Task<?> task) {
    polls.incrementAndGet();
    current = task;
    Task.Verdict verdict =
        task.run(
            control,
            scheduler.config.tunables().budget(),
            scheduler.workers[0].live(),
            scheduler.hooks.pollHooks());
    current = null;
    Thread.interrupted(); // as on a worker
    if (verdict == Task.Verdict.QUEUE || verdict == Task.Verdict.YIELDED) {
      scheduler.scheduleRemotely(task);
    }
  }

  private void turnDriver() {
    if (scheduler.driverRole.tryTake()) {
      try {
        scheduler.driverRole.turn(DRIVER_TURN_NANOS);
      } finally {
        scheduler.driverRole.release();
      }
    } else {
      parker.parkNanos(DRIVER_TURN_NANOS); // another stand-in turns it
    }
  }

  private void giveBack() {
    Task<?> task;
    while ((task = ring.pop()) != null) {
      scheduler.scheduleRemotely(task);
    }
  }

  // ---------------------------------------------------------------- what the watchdog sees

  @Override
  public int index() {
    return number;
  }

  @Override
  public long pollCount() {
    return polls.get();
  }

  @Override
  public @Nullable Task<?> currentTask() {
    return current;
  }

  @Override
  public @Nullable Thread thread() {
    return thread;
  }

  @Override
  public boolean isResting() {
    return false;
  }

  @Override
  public void standIn() {
    // the crew sends another one
  }
}
