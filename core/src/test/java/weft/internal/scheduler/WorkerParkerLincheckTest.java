package weft.internal.scheduler;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import weft.interleavings.Interleavings;
import weft.internal.driver.Network;
import weft.internal.driver.RuntimeDriver;
import weft.internal.driver.Waiter;
import weft.internal.env.Parker;

/**
 * Interleavings of a worker that goes to wait and of one who wakes it. Nothing here waits in truth:
 * a wait that began and was never ended is counted.
 */
@Tag("lincheck")
class WorkerParkerLincheckTest {
  private static final int INVOCATIONS = 500;

  /** Counts the waits of one kind, and what ends them: a token that may come first. */
  private static final class Waits implements Parker, Waiter {
    volatile boolean waits;
    volatile boolean ended;

    @Override
    public void park() {
      waits = true;
    }

    @Override
    public void parkNanos(long nanos) {
      waits = true;
    }

    @Override
    public void unpark() {
      ended = true;
    }

    @Override
    public boolean await(long maxNanos) {
      waits = true;
      return true;
    }

    @Override
    public void wakeup() {
      ended = true;
    }

    @Override
    public Network network() {
      throw new AssertionError("no network here");
    }

    @Override
    public void shutdown() {}

    void checkEnded() {
      if (waits && !ended) {
        throw new AssertionError("the worker waits and was not woken");
      }
    }
  }

  private static void run(Runnable one, Runnable other) {
    Thread second = new Thread(other);
    second.start();
    one.run();
    try {
      second.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void wakeAgainstWait(boolean driverIsTaken) {
    Waits thread = new Waits();
    Waits driver = new Waits();
    DriverRole role = new DriverRole(RuntimeDriver.create(() -> 0, 1, driver));
    if (driverIsTaken && !role.tryTake()) {
      throw new AssertionError("nobody has it");
    }
    WorkerParker parker = new WorkerParker(thread, role);
    run(parker::park, parker::unpark);
    thread.checkEnded();
    driver.checkEnded();
  }

  @Test
  void workerOnItsParkerIsWoken() {
    Interleavings.check(INVOCATIONS, () -> wakeAgainstWait(true));
  }

  @Test
  void workerInTheDriverIsWoken() {
    Interleavings.check(INVOCATIONS, () -> wakeAgainstWait(false));
  }
}
