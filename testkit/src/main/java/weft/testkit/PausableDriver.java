package weft.testkit;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import weft.future.Timers;
import weft.internal.driver.Driver;
import weft.internal.driver.Network;
import weft.internal.driver.NetworkMetrics;
import weft.internal.driver.NetworkWaiter;
import weft.internal.driver.RuntimeDriver;
import weft.internal.env.Environment;
import weft.internal.system.NioNetwork;

/**
 * The real driver, under a clock that can stand still: then it moves the clock instead of waiting.
 */
final class PausableDriver implements Driver {
  private final PausableClock clock;
  private final RuntimeDriver driver;
  private final AtomicBoolean wakeupWanted = new AtomicBoolean();
  private volatile BooleanSupplier blockingJobs = () -> false;

  private PausableDriver(PausableClock clock, RuntimeDriver driver) {
    this.clock = clock;
    this.driver = driver;
  }

  static PausableDriver create(PausableClock clock, Environment environment, int workers) {
    NetworkWaiter waiter =
        NetworkWaiter.create(environment.newParker(), () -> NioNetwork.open(System::nanoTime));
    PausableDriver made =
        new PausableDriver(clock, RuntimeDriver.create(environment.clock(), workers, waiter));
    clock.drives(made);
    return made;
  }

  /** Time stands still while {@code outstanding} says that a blocking job is waiting or running. */
  void standsStillWhile(BooleanSupplier outstanding) {
    blockingJobs = outstanding;
  }

  @Override
  public void turn(long maxNanos) {
    if (!clock.isPaused()) {
      driver.turn(maxNanos);
      return;
    }
    // Asked before the flag below: a job's end queues its task, sets the flag, and then counts.
    boolean jobs = blockingJobs.getAsBoolean();
    boolean due = nanosToNext() == 0;
    long eventsBefore = networkMetrics().readyEvents();
    boolean wanted = wakeupWanted.getAndSet(false);
    driver.turn(0);
    boolean progress = due || wanted || networkMetrics().readyEvents() != eventsBefore;
    if (maxNanos <= 0 || progress) {
      return;
    }
    long next = nanosToNext();
    if (jobs || next == Long.MAX_VALUE || !clock.isAutoAdvancing()) {
      driver.turn(maxNanos); // for somebody outside
      wakeupWanted.set(false);
      return;
    }
    clock.move(Math.min(next, maxNanos));
    driver.turn(0);
  }

  long nanosToNext() {
    return driver.time().nanosToNext(clock.nanoTime());
  }

  @Override
  public int registeredTimers() {
    return driver.time().registeredCount();
  }

  @Override
  public void wakeup() {
    wakeupWanted.set(true);
    driver.wakeup();
  }

  @Override
  public Timers.Timer timer(long deadlineNanos, int wheel) {
    return driver.timer(deadlineNanos, wheel);
  }

  @Override
  public Network network() {
    return driver.network();
  }

  @Override
  public NetworkMetrics networkMetrics() {
    return driver.networkMetrics();
  }

  @Override
  public void shutdown() {
    driver.shutdown();
  }
}
