package weft.internal.scheduler;

import java.util.List;
import java.util.function.BooleanSupplier;
import weft.internal.blocking.BlockingOptions;
import weft.internal.driver.Network;
import weft.internal.driver.RuntimeDriver;
import weft.internal.driver.Waiter;
import weft.internal.env.Clock;
import weft.internal.env.Environment;
import weft.internal.env.Parker;
import weft.internal.env.Rng;
import weft.internal.env.Threads;
import weft.internal.env.Tunables;
import weft.internal.system.SplitMix;

/**
 * Several workers on one thread, stepped in an order that a seed decides, on a clock of their own.
 */
final class VirtualRuntime implements Environment {
  static final Tunables TINY = new Tunables(4, 3, 128, 7, 0, 2, 1);

  private final SplitMix random;
  private final Tunables tunables;
  private long now = Long.MAX_VALUE - 1_000_000_000L; // wraps around in a second
  final MultiThreadScheduler scheduler;
  private final RuntimeDriver[] driver = new RuntimeDriver[1];
  final boolean[] left;

  VirtualRuntime(long seed, int workers, Tunables tunables, Hooks hooks) {
    this(seed, workers, tunables, hooks, WatchdogOptions.OFF);
  }

  VirtualRuntime(long seed, int workers, Tunables tunables, Hooks hooks, WatchdogOptions watchdog) {
    this.random = new SplitMix(seed);
    this.tunables = tunables;
    this.left = new boolean[workers];
    this.scheduler =
        MultiThreadScheduler.create(
            new SchedulerConfig(
                workers,
                number -> "virtual-" + number,
                0,
                true,
                Integer.MAX_VALUE,
                1_000_000_000,
                false,
                tunables,
                BlockingOptions.DEFAULT,
                hooks,
                List.of(),
                watchdog),
            this,
            (environment, wheels) ->
                driver[0] = RuntimeDriver.create(clock(), wheels, new TokenWaiter()));
    scheduler.start();
  }

  static VirtualRuntime of(long seed, int workers) {
    return new VirtualRuntime(seed, workers, TINY, Hooks.NONE);
  }

  /** Steps a worker chosen at random. */
  void step() {
    step(random.nextInt(left.length));
  }

  void step(int index) {
    List<Worker> workers = scheduler.workers();
    if (!left[index] && !workers.get(index).runOnce()) {
      left[index] = true;
    }
  }

  /** Steps until {@code done}, and moves the clock when nobody has anything to do. */
  void runUntil(BooleanSupplier done) {
    int idle = 0;
    for (int steps = 0; !done.getAsBoolean(); steps++) {
      long before = polls();
      step();
      idle = before == polls() ? idle + 1 : 0;
      if (idle > 40 * left.length) {
        // Nobody polled anything for many turns of everybody: time is all they can wait for.
        long wait = driver[0].time().nanosToNext(now);
        if (wait == Long.MAX_VALUE && idle > 80 * left.length) {
          throw new AssertionError("nobody runs and nothing is due: a wake was lost\n" + scheduler);
        }
        now += wait == Long.MAX_VALUE ? 0 : wait;
      }
      if (steps > 2_000_000) {
        throw new AssertionError("never ends");
      }
    }
  }

  private long polls() {
    long sum = 0;
    for (Worker worker : scheduler.workers()) {
      sum += worker.metrics().polls();
    }
    return sum;
  }

  boolean allLeft() {
    for (boolean one : left) {
      if (!one) {
        return false;
      }
    }
    return true;
  }

  /** Moves the clock. */
  void pass(long nanos) {
    now += nanos;
  }

  int nextInt(int bound) {
    return random.nextInt(bound);
  }

  @Override
  public Clock clock() {
    return () -> now;
  }

  @Override
  public Parker newParker() {
    return new Parker() {
      @Override
      public void park() {}

      @Override
      public void parkNanos(long nanos) {}

      @Override
      public void unpark() {}
    };
  }

  @Override
  public Threads threads() {
    return (name, stackSize, body) -> null;
  }

  @Override
  public Rng newRng() {
    return random.split();
  }

  @Override
  public Tunables tunables() {
    return tunables;
  }

  @Override
  public int availableProcessors() {
    return left.length;
  }

  /** Whoever waits here steps again some time, token or not. */
  private static final class TokenWaiter implements Waiter {
    @Override
    public boolean await(long maxNanos) {
      return maxNanos <= 0;
    }

    @Override
    public void wakeup() {}

    @Override
    public Network network() {
      throw new AssertionError("no network here");
    }

    @Override
    public void shutdown() {}
  }
}
