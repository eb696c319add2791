package weft.internal.blocking;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import weft.internal.context.RuntimeThread;
import weft.internal.env.Clock;
import weft.internal.env.Environment;
import weft.internal.env.Parker;
import weft.internal.env.Rng;
import weft.internal.env.Threads;
import weft.internal.env.Tunables;

/** Real threads on a clock that the test moves; parks end by the token or by that clock. */
final class TestEnvironment implements Environment {
  private final Object monitor = new Object();
  private long now = Long.MAX_VALUE - 1_000_000_000L; // wraps around during the tests
  private int parked;
  private final Set<Thread> started = ConcurrentHashMap.newKeySet();
  private final List<Runnable> steps = new ArrayList<>();
  private volatile int startsToRefuse;
  private volatile boolean simulated;

  /** Lets the next {@code count} thread starts fail. */
  void refuseStarts(int count) {
    startsToRefuse = count;
  }

  /** From now on bodies are not started: the test runs them by {@link #runStep}. */
  void simulate() {
    simulated = true;
  }

  boolean runStep() {
    if (steps.isEmpty()) {
      return false;
    }
    steps.remove(0).run();
    return true;
  }

  void advance(long nanos) {
    synchronized (monitor) {
      now += nanos;
      monitor.notifyAll();
    }
  }

  /** Waits until {@code count} threads are parked. */
  void awaitParked(int count) throws InterruptedException {
    synchronized (monitor) {
      while (parked != count) {
        monitor.wait(20_000);
      }
    }
  }

  Set<Thread> startedThreads() {
    return started;
  }

  @Override
  public Clock clock() {
    return () -> {
      synchronized (monitor) {
        return now;
      }
    };
  }

  @Override
  public Parker newParker() {
    return new TokenParker();
  }

  @Override
  public Threads threads() {
    return (name, stackSize, body) -> {
      if (startsToRefuse > 0) {
        startsToRefuse--;
        throw new OutOfMemoryError("unable to create native thread");
      }
      if (simulated) {
        steps.add(body);
        return null;
      }
      Thread thread = new RuntimeThread(body, name, stackSize);
      started.add(thread);
      thread.start();
      return thread;
    };
  }

  @Override
  public Rng newRng() {
    throw new UnsupportedOperationException("the blocking pool draws nothing");
  }

  @Override
  public Tunables tunables() {
    return Tunables.DEFAULT;
  }

  @Override
  public int availableProcessors() {
    return 1;
  }

  private final class TokenParker implements Parker {
    private boolean token;

    @Override
    public void park() {
      await(null);
    }

    @Override
    public void parkNanos(long nanos) {
      await(nanos);
    }

    private void await(@Nullable Long nanos) {
      boolean interrupted = false;
      synchronized (monitor) {
        long since = now;
        parked++;
        monitor.notifyAll();
        while (!token && (nanos == null || now - since < nanos)) {
          try {
            monitor.wait();
          } catch (InterruptedException e) {
            interrupted = true;
            break;
          }
        }
        parked--;
        token = false;
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void unpark() {
      synchronized (monitor) {
        token = true;
        monitor.notifyAll();
      }
    }
  }
}
