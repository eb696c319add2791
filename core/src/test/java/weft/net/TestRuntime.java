package weft.net;

import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import weft.future.ContextControl;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Spawner;
import weft.future.Timers;
import weft.future.Waker;
import weft.internal.context.RuntimeServices;
import weft.internal.driver.Driver;
import weft.internal.driver.Network;
import weft.internal.driver.NetworkMetrics;
import weft.internal.driver.NetworkWaiter;
import weft.internal.driver.RuntimeDriver;
import weft.internal.env.Environment;
import weft.internal.env.Parker;
import weft.internal.system.NioNetwork;
import weft.task.JoinHandle;

/**
 * The least that sockets need of a runtime: one thread, the caller of {@link #run}, polls all tasks
 * and turns the driver. It counts polls and turns, so that tests can show that nothing spins.
 */
public final class TestRuntime implements RuntimeServices, AutoCloseable {
  private static final long DEADLINE_NANOS = 20_000_000_000L;

  private final ConcurrentLinkedQueue<Task> ready = new ConcurrentLinkedQueue<>();
  private final ContextControl control = ContextControl.create(this);
  private final RuntimeDriver driver;
  private volatile boolean inDriver;
  public long polls;
  public long turns;

  public TestRuntime() {
    this(() -> NioNetwork.open(System::nanoTime));
  }

  public TestRuntime(Supplier<? extends Network> network) {
    driver =
        RuntimeDriver.create(
            System::nanoTime, 1, NetworkWaiter.create(new ThreadParker(), network));
  }

  /** A task and how it ended. */
  public final class Task implements Waker {
    private final Future<?> future;
    private volatile boolean queued;
    public @Nullable Object value;
    public @Nullable Throwable failure;
    public boolean finished;
    public int pollCount;

    Task(Future<?> future) {
      this.future = future;
    }

    @Override
    public void wake() {
      if (!queued) {
        queued = true;
        ready.add(this);
      }
      if (inDriver) {
        driver.wakeup();
      }
    }

    private void poll() {
      queued = false;
      if (finished) {
        return;
      }
      polls++;
      pollCount++;
      control.begin(this, ContextControl.DEFAULT_BUDGET);
      try {
        if (future.poll(control.context()) instanceof Poll.Ready<?> answer) {
          value = answer.value();
          finished = true;
        }
      } catch (Throwable e) {
        failure = e;
        finished = true;
      } finally {
        control.end();
      }
      if (failure != null) {
        future.cancel();
      }
    }

    /** Gives the task up, from the test's thread. */
    public void cancel() {
      if (!finished) {
        finished = true;
        future.cancel();
      }
    }
  }

  public Task start(Future<?> future) {
    Task task = new Task(future);
    task.wake();
    return task;
  }

  /** Runs everything until {@code future} is finished. */
  @SuppressWarnings("unchecked")
  public <T extends @Nullable Object> T run(Future<T> future) throws Exception {
    Task main = start(future);
    runUntil(() -> main.finished);
    if (main.failure instanceof Exception e) {
      throw e;
    }
    if (main.failure instanceof Error e) {
      throw e;
    }
    return (T) main.value;
  }

  /** Runs everything until a condition holds that some task or thread makes true. */
  public void runUntil(BooleanSupplier condition) throws TimeoutException {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > DEADLINE_NANOS) {
        throw new TimeoutException("nothing came of it in 20 seconds");
      }
      pollReady();
      if (!condition.getAsBoolean()) {
        turn(100_000_000);
      }
    }
  }

  /** Polls the tasks that are ready, then turns the driver once, for at most {@code nanos}. */
  public void step(long nanos) {
    pollReady();
    turn(nanos);
  }

  private void pollReady() {
    for (int i = ready.size(); i > 0; i--) {
      Task next = ready.poll();
      if (next != null) {
        next.poll();
      }
    }
  }

  /** Turns the driver once and polls nothing. */
  public void turn(long nanos) {
    turns++;
    inDriver = true;
    driver.turn(ready.isEmpty() ? nanos : 0);
    inDriver = false;
  }

  /** Runs everything for a while, and for one step if that is over before it has begun. */
  public void runFor(long nanos) {
    long start = System.nanoTime();
    do {
      step(nanos);
    } while (System.nanoTime() - start < nanos);
  }

  public NetworkMetrics network() {
    return driver.networkMetrics();
  }

  @Override
  public void close() {
    driver.shutdown();
  }

  @Override
  public Driver driver() {
    return driver;
  }

  @Override
  public Timers timers() {
    return new Timers() {
      @Override
      public long nanoTime() {
        return System.nanoTime();
      }

      @Override
      public Timer timer(long deadlineNanos) {
        return driver.timer(deadlineNanos, 0);
      }
    };
  }

  @Override
  public Spawner spawner() {
    return this::start;
  }

  @Override
  public int random(int bound) {
    return 0;
  }

  @Override
  public void defer(Waker waker) {
    waker.wake();
  }

  @Override
  public Environment environment() {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T extends @Nullable Object> JoinHandle<T> spawn(@Nullable String name, Future<T> future) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T extends @Nullable Object> JoinHandle<T> spawnBlocking(
      @Nullable String name, Callable<T> body) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T extends @Nullable Object> T blockInPlace(Callable<T> body) throws Exception {
    return body.call();
  }

  private static final class ThreadParker implements Parker {
    private volatile @Nullable Thread parked;
    private volatile boolean token;

    @Override
    public void park() {
      parkNanos(Long.MAX_VALUE);
    }

    @Override
    public void parkNanos(long nanos) {
      parked = Thread.currentThread();
      if (!token) {
        LockSupport.parkNanos(this, nanos);
      }
      token = false;
    }

    @Override
    public void unpark() {
      token = true;
      LockSupport.unpark(parked);
    }
  }
}
