package weft.internal.blocking;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import weft.internal.context.Scope;
import weft.internal.env.Environment;
import weft.internal.env.Parker;
import weft.internal.env.SafeLog;

/**
 * Threads for jobs that block, started as they are needed up to a limit and kept for a while.
 *
 * <p>Each submission claims one thread: an idle one, which leaves the idle list at once and is
 * unparked, or a new one, or, at the limit, none, and then the job waits for the first thread that
 * comes free. So the idle list never holds a thread that is spoken for. (A count that did made
 * Tokio start too few threads, issue 8056: two jobs, of which one waits for the other, hung.) A
 * claimed thread that finds the queue empty, because a busy one was faster, becomes idle again;
 * spurious returns of its parker find it in the list still and mean nothing.
 *
 * <p>A thread leaves only under the lock and with an empty queue, so no job is left behind.
 *
 * <p>In a simulation, where {@code Threads.start} returns null, the environment runs each thread's
 * body as a step of its own. Such a body is run by the thread that asked for it; it runs one job
 * and returns, as it cannot wait.
 *
 * <p>A job's thread has no context of a poll, and so no cooperative budget: a {@code blockOn}
 * inside gets one of its own.
 *
 * <p><b>Threads.</b> All methods may be called from any thread.
 */
public final class BlockingPool {
  final Environment environment;
  final BlockingOptions options;
  final Scope scope;
  private final Runnable onQuiet;

  final Object lock = new Object();
  // All guarded by the lock.
  final JobQueue queue = new JobQueue();
  final ArrayList<PoolThread> idle = new ArrayList<>(); // the last one is the warmest
  final Set<PoolThread> workers = new LinkedHashSet<>();
  private final ArrayList<Parker> terminationWaiters = new ArrayList<>();
  int claimed; // threads that were started or unparked for a job and have not come for it
  private int outstanding; // jobs that are queued or running
  private int started; // threads so far, for their names
  boolean shut;
  @Nullable Thread lastLeaver;

  private BlockingPool(
      Environment environment, BlockingOptions options, Scope scope, Runnable onQuiet) {
    this.environment = environment;
    this.options = options;
    this.scope = scope;
    this.onQuiet = onQuiet;
  }

  /**
   * A pool without threads as yet.
   *
   * @param scope what is current on the pool's threads
   * @param onQuiet called with no lock held, on the thread that ended it, whenever the last
   *     outstanding job has ended; a paused clock that must not move meanwhile waits for it
   */
  public static BlockingPool create(
      Environment environment, BlockingOptions options, Scope scope, Runnable onQuiet) {
    return new BlockingPool(environment, options, scope, onQuiet);
  }

  /**
   * Runs {@code job} as soon as a thread is free, in the order of submission. If that is impossible
   * the job is told so before this method returns (see {@link BlockingJob}); nothing is thrown.
   */
  public void submit(BlockingJob job) {
    Admission admission;
    PoolThread worker = null;
    synchronized (lock) {
      if (shut) {
        admission = Admission.SHUT;
      } else if (!idle.isEmpty()) {
        admission = Admission.WAKE;
        worker = idle.remove(idle.size() - 1);
        worker.isIdle = false;
        claim(worker);
      } else if (workers.size() < options.maxThreads()) {
        admission = Admission.START;
        worker = newWorker();
      } else if (queue.size() - claimed < options.queueLimit()) {
        admission = Admission.WAIT;
      } else {
        admission = Admission.FULL;
      }
      if (admission != Admission.SHUT && admission != Admission.FULL) {
        queue.add(job);
        outstanding++;
      }
    }
    if (admission == Admission.SHUT) {
      contain(job, BlockingJob::cancelled);
    } else if (admission == Admission.FULL) {
      RejectedExecutionException reason = full();
      contain(job, refused -> refused.rejected(reason));
    } else if (worker != null && admission == Admission.START) {
      start(worker);
    } else if (worker != null) {
      worker.parker.unpark();
    }
  }

  /**
   * Takes back a job that has not been started: how an abort prevents it.
   *
   * @return true if the job was still waiting, and none of its methods will be called; false if it
   *     has been started, or told that it will not be
   */
  public boolean remove(BlockingJob job) {
    synchronized (lock) {
      if (!queue.remove(job)) {
        return false;
      }
    }
    ended(1);
    return true;
  }

  /** How many threads there are, idle ones included. */
  public int threadCount() {
    synchronized (lock) {
      return workers.size();
    }
  }

  /** How many threads wait for a job. */
  public int idleThreadCount() {
    synchronized (lock) {
      return idle.size();
    }
  }

  /** How many jobs wait for a thread. */
  public int queueDepth() {
    synchronized (lock) {
      return queue.size();
    }
  }

  /** How many jobs are waiting or running. */
  public int outstandingCount() {
    synchronized (lock) {
      return outstanding;
    }
  }

  /**
   * Takes no more jobs, cancels those that wait (on this thread) except mandatory ones, and lets
   * the threads go when they have nothing more to do. Does not wait. Idempotent.
   */
  public void shutdown() {
    BlockingJob dropped;
    List<PoolThread> toWake;
    synchronized (lock) {
      shut = true;
      dropped = queue.drain(false);
      toWake = List.copyOf(idle);
      for (PoolThread worker : toWake) {
        worker.isIdle = false;
      }
      idle.clear();
    }
    for (PoolThread worker : toWake) {
      worker.parker.unpark();
    }
    endAll(dropped, BlockingJob::cancelled);
  }

  /**
   * Waits, after {@link #shutdown}, until all threads have gone.
   *
   * @param timeoutNanos the longest wait, on the environment's clock; zero or less only looks
   * @return what has not ended by then; empty if everything has
   * @throws InterruptedException if the calling thread is interrupted; the pool goes on ending
   */
  public List<RunningJob> awaitTermination(long timeoutNanos) throws InterruptedException {
    long start = environment.clock().nanoTime();
    Parker parker = environment.newParker();
    synchronized (lock) {
      terminationWaiters.add(parker);
    }
    try {
      while (true) {
        runSteps();
        Thread leaver;
        boolean isTerminated;
        synchronized (lock) {
          isTerminated = workers.isEmpty();
          leaver = lastLeaver;
        }
        long left = timeoutNanos - (environment.clock().nanoTime() - start);
        if (isTerminated) {
          join(leaver, left);
          return List.of();
        }
        if (timeoutNanos <= 0 || left <= 0) {
          return unfinished();
        }
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while waiting for blocking jobs to end");
        }
        parker.parkNanos(left);
      }
    } finally {
      synchronized (lock) {
        terminationWaiters.remove(parker);
      }
    }
  }

  private RejectedExecutionException full() {
    return new RejectedExecutionException(
        "all blocking threads are busy ("
            + options.maxThreads()
            + ") and the queue is full ("
            + options.queueLimit()
            + " jobs): raise maxBlockingThreads or blockingQueueLimit, or hold the callers back"
            + " with a Semaphore");
  }

  /** A thread that is claimed for a job; the caller holds the lock, and starts it afterwards. */
  private PoolThread newWorker() {
    PoolThread worker = new PoolThread(this, environment.newParker(), started++);
    workers.add(worker);
    claim(worker);
    return worker;
  }

  private void claim(PoolThread worker) {
    worker.isClaimed = true;
    claimed++;
  }

  void unclaim(PoolThread worker) {
    if (worker.isClaimed) {
      worker.isClaimed = false;
      claimed--;
    }
  }

  /** Starts a thread if there are more jobs than threads on their way to them. */
  void startAnother() {
    PoolThread worker;
    synchronized (lock) {
      if (queue.size() <= claimed || !idle.isEmpty() || workers.size() >= options.maxThreads()) {
        return;
      }
      worker = newWorker();
    }
    start(worker);
  }

  private void start(PoolThread worker) {
    Thread thread;
    try {
      String name = options.threadName().apply(worker.number);
      thread = environment.threads().start(name, options.stackSize(), worker);
    } catch (Throwable failure) {
      startFailed(worker, failure);
      return;
    }
    if (thread == null) {
      synchronized (lock) {
        worker.isStep = true;
      }
    }
  }

  /**
   * Takes back the count of a thread that the system refused. Its job stays in the queue if there
   * is another thread: that one looks at the queue before it leaves.
   */
  private void startFailed(PoolThread worker, Throwable failure) {
    BlockingJob lost;
    synchronized (lock) {
      workers.remove(worker);
      unclaim(worker);
      lost = workers.isEmpty() ? queue.drain(true) : null;
    }
    wakeTerminationWaiters();
    endAll(
        lost,
        job ->
            job.rejected(
                new RejectedExecutionException(
                    "no thread could be started for blocking jobs, and there is none yet: lower"
                        + " maxBlockingThreads or raise the system's limit of threads",
                    failure)));
  }

  /** In a simulation nobody else would run the steps while this thread waits. */
  private void runSteps() {
    PoolThread step;
    do {
      step = null;
      synchronized (lock) {
        for (PoolThread worker : workers) {
          if (worker.isStep && worker.thread == null) {
            step = worker;
            break;
          }
        }
      }
      if (step != null) {
        step.run();
      }
    } while (step != null);
  }

  private void endAll(@Nullable BlockingJob first, Consumer<BlockingJob> how) {
    int count = 0;
    BlockingJob job = first;
    while (job != null) {
      BlockingJob after = job.next;
      job.next = null;
      contain(job, how);
      count++;
      job = after;
    }
    if (count > 0) {
      ended(count);
    }
  }

  void ended(int count) {
    boolean isQuiet;
    synchronized (lock) {
      outstanding -= count;
      isQuiet = outstanding == 0;
    }
    if (isQuiet) {
      contain(onQuiet);
    }
  }

  /** The jobs that run, and the mandatory ones that still wait. */
  private List<RunningJob> unfinished() {
    List<RunningJob> unfinished = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    List<BlockingJob> running = new ArrayList<>();
    synchronized (lock) {
      for (PoolThread worker : workers) {
        if (worker.thread != null && worker.job != null) {
          threads.add(worker.thread);
          running.add(worker.job);
        }
      }
      for (BlockingJob job = queue.peek(); job != null; job = job.next) {
        unfinished.add(new RunningJob(job.name(), null, List.of()));
      }
    }
    for (int i = 0; i < threads.size(); i++) { // outside the lock: a stack takes a while
      Thread thread = threads.get(i);
      List<StackTraceElement> stack = List.of(thread.getStackTrace());
      unfinished.add(i, new RunningJob(running.get(i).name(), thread.getName(), stack));
    }
    return unfinished;
  }

  void wakeTerminationWaiters() {
    List<Parker> waiters;
    synchronized (lock) {
      if (terminationWaiters.isEmpty() || !workers.isEmpty()) {
        return;
      }
      waiters = List.copyOf(terminationWaiters);
    }
    for (Parker waiter : waiters) {
      waiter.unpark();
    }
  }

  /** Waits for the very end of a thread that has left the pool: its stop hook, microseconds. */
  private void join(@Nullable Thread leaver, long maxNanos) throws InterruptedException {
    long millis = TimeUnit.NANOSECONDS.toMillis(maxNanos);
    if (leaver != null && leaver != Thread.currentThread() && millis > 0) {
      environment.threads().join(leaver, millis);
    }
  }

  static void contain(BlockingJob job, Consumer<BlockingJob> action) {
    try {
      action.accept(job);
    } catch (Throwable failure) {
      report("a blocking job threw past its handle", failure);
    }
  }

  static void contain(Runnable hook) {
    try {
      hook.run();
    } catch (Throwable failure) {
      report("a hook of the blocking pool threw", failure);
    }
  }

  private static void report(String what, Throwable failure) {
    SafeLog.error("weft.blocking", what, failure);
  }

  /** What becomes of a job that is submitted. */
  private enum Admission {
    WAKE,
    START,
    WAIT,
    FULL,
    SHUT
  }
}
