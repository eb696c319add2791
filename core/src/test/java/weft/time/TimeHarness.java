package weft.time;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.ContextControl;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Spawner;
import weft.future.Timers;
import weft.future.Waker;
import weft.internal.context.Current;
import weft.internal.context.RuntimeServices;
import weft.internal.context.Scope;
import weft.internal.driver.Driver;
import weft.internal.driver.ManualClock;
import weft.internal.driver.TimeDriver;
import weft.internal.env.Clock;
import weft.internal.env.Environment;
import weft.internal.env.Parker;
import weft.internal.env.Rng;
import weft.internal.env.Threads;
import weft.internal.env.Tunables;
import weft.task.JoinHandle;

/** Just enough of a runtime to poll by hand: timers on a clock that the test moves. */
final class TimeHarness {
  static final long MILLI = ManualClock.MILLI;

  final ManualClock clock = ManualClock.nearWrap();
  final TimeDriver driver = TimeDriver.create(clock, 1, () -> {});
  final AtomicInteger wakes = new AtomicInteger();
  final AtomicInteger deferred = new AtomicInteger();
  final Waker waker = wakes::incrementAndGet;

  private final RuntimeServices services = new Services();
  private final ContextControl control = ContextControl.create(services);

  <T extends @Nullable Object> Poll<T> poll(Future<T> future) throws Exception {
    return poll(future, ContextControl.DEFAULT_BUDGET);
  }

  <T extends @Nullable Object> Poll<T> poll(Future<T> future, int budget) throws Exception {
    Context cx = open(budget);
    try {
      return future.poll(cx);
    } finally {
      control.end();
    }
  }

  /** The budget that is left of the last poll. */
  int budgetLeft() {
    return control.remaining();
  }

  Context open(int budget) {
    control.begin(waker, budget);
    return control.context();
  }

  void advanceMillis(long millis) {
    advanceNanos(millis * MILLI);
  }

  void advanceNanos(long nanos) {
    clock.advanceNanos(nanos);
    driver.advance(clock.nanoTime());
  }

  MonotonicInstant now() {
    return new MonotonicInstant(clock.nanoTime());
  }

  /** Runs {@code body} where this runtime is current. */
  <T> T inside(Callable<T> body) throws Exception {
    Scope before =
        Current.exchange(
            new Scope() {
              @Override
              public RuntimeServices services() {
                return services;
              }

              @Override
              public Kind kind() {
                return Kind.ENTERED;
              }
            });
    try {
      return body.call();
    } finally {
      Current.exchange(before);
    }
  }

  private final class Services implements RuntimeServices {
    @Override
    public Timers timers() {
      return new Timers() {
        @Override
        public long nanoTime() {
          return clock.nanoTime();
        }

        @Override
        public Timer timer(long deadlineNanos) {
          return driver.timer(deadlineNanos, 0);
        }
      };
    }

    @Override
    public Environment environment() {
      return new ClockOnly();
    }

    @Override
    public void defer(Waker deferredWaker) {
      deferred.incrementAndGet();
    }

    @Override
    public int random(int bound) {
      return 0;
    }

    @Override
    public @Nullable Spawner spawner() {
      return null;
    }

    @Override
    public Driver driver() {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T extends @Nullable Object> JoinHandle<T> spawn(
        @Nullable String name, Future<T> future) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T extends @Nullable Object> JoinHandle<T> spawnBlocking(
        @Nullable String name, Callable<T> body) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T extends @Nullable Object> T blockInPlace(Callable<T> body) {
      throw new UnsupportedOperationException();
    }
  }

  private final class ClockOnly implements Environment {
    @Override
    public Clock clock() {
      return clock;
    }

    @Override
    public Parker newParker() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Threads threads() {
      throw new UnsupportedOperationException();
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
}
