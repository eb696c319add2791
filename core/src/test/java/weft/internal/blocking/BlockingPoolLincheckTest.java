package weft.internal.blocking;

import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import weft.interleavings.Interleavings;
import weft.internal.env.Clock;
import weft.internal.env.Environment;
import weft.internal.env.Parker;
import weft.internal.env.Rng;
import weft.internal.env.Threads;
import weft.internal.env.Tunables;

/**
 * Interleavings of the pool's hand-off: submitting, idling, leaving, removing, shutting down. The
 * parkers are monitors without spurious returns, so a wake-up that is lost shows as a deadlock.
 */
@Tag("lincheck")
class BlockingPoolLincheckTest {
  private static final int INVOCATIONS = 200;
  private static final long NEVER = 1; // the clock stands still, so this never passes

  private static BlockingPool pool(int maxThreads, long keepAliveNanos, Runnable onQuiet) {
    StandingEnvironment environment = new StandingEnvironment();
    environment.pool = create(environment, maxThreads, keepAliveNanos, onQuiet);
    return environment.pool;
  }

  private static BlockingPool create(
      StandingEnvironment environment, int maxThreads, long keepAliveNanos, Runnable onQuiet) {
    return BlockingPool.create(
        environment,
        new BlockingOptions(
            maxThreads,
            keepAliveNanos,
            BlockingOptions.UNBOUNDED,
            0,
            number -> "pool",
            () -> {},
            () -> {}),
        new NoScope(),
        onQuiet);
  }

  private static void end(BlockingPool pool) {
    pool.shutdown();
    try {
      check(pool.awaitTermination(Long.MAX_VALUE).isEmpty());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    check(pool.outstandingCount() == 0);
    check(!((StandingEnvironment) pool.environment).jobWasLeftBehind);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** AssertJ does not survive what Lincheck does to classes. */
  private static void check(boolean holds) {
    if (!holds) {
      throw new AssertionError();
    }
  }

  @Test
  void jobSubmittedWhileTheThreadGoesIdleRuns() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          BlockingPool pool = pool(1, NEVER, () -> {});
          CountedJob first = new CountedJob(null);
          CountedJob second = new CountedJob(null);
          pool.submit(first);
          pool.submit(second); // anywhere in the life of the thread that the first one started
          second.join();
          check(first.runs == 1);
          end(pool);
          check(second.runs == 1);
        });
  }

  /** The wait for the first job leaves one switch to find: the thread's way to the idle list. */
  @Test
  void jobSubmittedAfterTheFirstHasEndedFindsTheThreadWhereverItIs() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          BlockingPool pool = pool(1, NEVER, () -> {});
          CountedJob first = new CountedJob(null);
          pool.submit(first);
          first.join();
          CountedJob second = new CountedJob(null);
          pool.submit(second);
          second.join();
          end(pool);
          check(second.runs == 1);
        });
  }

  @Test
  void jobThatWaitsForAnotherGetsIt() { // issue 8056: no thread may be counted on twice
    Interleavings.check(
        INVOCATIONS,
        () -> {
          BlockingPool pool = pool(2, NEVER, () -> {});
          CountedJob warm = new CountedJob(null);
          pool.submit(warm);
          CountedJob inner = new CountedJob(null);
          CountedJob outer = new CountedJob(inner);
          pool.submit(outer);
          pool.submit(inner);
          outer.join();
          end(pool);
          check(inner.runs == 1);
        });
  }

  @Test
  void jobEndsOnceWhenItIsSubmittedDuringTheShutdown() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          BlockingPool pool = pool(1, NEVER, () -> {});
          CountedJob job = new CountedJob(null);
          Thread closer = new Thread(pool::shutdown);
          closer.start();
          pool.submit(job);
          job.join();
          join(closer);
          end(pool);
          check(job.runs + job.cancels == 1);
        });
  }

  @Test
  void removedJobDoesNotRunAndAnotherOneDoes() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          BlockingPool pool = pool(1, NEVER, () -> {});
          CountedJob job = new CountedJob(null);
          pool.submit(job);
          boolean removed = pool.remove(job);
          CountedJob next = new CountedJob(null);
          pool.submit(next);
          next.join();
          end(pool);
          check(job.runs == (removed ? 0 : 1));
        });
  }

  /** A job that may wait for another one. */
  private static final class CountedJob extends BlockingJob {
    private final @Nullable CountedJob waitsFor;
    int runs; // guarded by this; read after join()
    int cancels; // guarded by this; read after join()
    private boolean ended;

    CountedJob(@Nullable CountedJob waitsFor) {
      super(null, false);
      this.waitsFor = waitsFor;
    }

    @Override
    protected void run() {
      if (waitsFor != null) {
        waitsFor.join();
      }
      synchronized (this) {
        runs++;
        end();
      }
    }

    @Override
    protected synchronized void cancelled() {
      cancels++;
      end();
    }

    @Override
    protected void rejected(RejectedExecutionException reason) {
      throw reason;
    }

    private synchronized void end() {
      ended = true;
      notifyAll();
    }

    synchronized void join() {
      while (!ended) {
        try {
          wait();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  /**
   * Real threads, parkers that are monitors, and a clock that stands still. A thread that would go
   * to sleep beside a job that nobody comes for ends instead: that is an assertion's to tell, as
   * Lincheck shows no interleaving for every deadlock.
   */
  private static final class StandingEnvironment implements Environment {
    volatile @Nullable BlockingPool pool;
    volatile boolean jobWasLeftBehind;

    private static final class LeftBehind extends Error {
      private static final long serialVersionUID = 1L;
    }

    void requireNoJobLeftBehind() {
      BlockingPool current = pool;
      if (current == null) {
        return;
      }
      synchronized (current.lock) {
        if (current.idle.isEmpty() || current.queue.size() <= current.claimed) {
          return;
        }
      }
      jobWasLeftBehind = true;
      throw new LeftBehind();
    }

    @Override
    public Clock clock() {
      return () -> 0;
    }

    @Override
    public Parker newParker() {
      return new MonitorParker(this);
    }

    @Override
    public Threads threads() {
      return new Threads() {
        @Override
        public Thread start(String name, long stackSize, Runnable body) {
          Thread thread =
              new Thread(
                  () -> {
                    try {
                      body.run();
                    } catch (LeftBehind e) {
                      // another thread was started for the job; the flag stays
                    }
                  });
          thread.start();
          return thread;
        }

        /** Without a limit: Lincheck 3.7 does not know that of JDK 25, and would hang there. */
        @Override
        public void join(Thread thread, long millis) throws InterruptedException {
          thread.join();
        }
      };
    }

    @Override
    public Rng newRng() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Tunables tunables() {
      return Tunables.DEFAULT;
    }

    @Override
    public int availableProcessors() {
      return 1;
    }
  }

  private static final class MonitorParker implements Parker {
    private final StandingEnvironment environment;
    private boolean token;

    MonitorParker(StandingEnvironment environment) {
      this.environment = environment;
    }

    @Override
    public synchronized void park() {
      while (!token) {
        try {
          wait();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      token = false;
    }

    @Override
    public void parkNanos(long nanos) {
      environment.requireNoJobLeftBehind();
      park(); // no time passes
    }

    @Override
    public synchronized void unpark() {
      token = true;
      notifyAll();
    }
  }
}
