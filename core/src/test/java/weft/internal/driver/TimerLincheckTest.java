package weft.internal.driver;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import weft.future.Timers;
import weft.interleavings.Interleavings;

/** Interleavings of a timer's owner, its driver, and a driver that goes to sleep. */
@Tag("lincheck")
class TimerLincheckTest {
  private static final int INVOCATIONS = 1_000;
  private static final long MILLI = ManualClock.MILLI;

  /** What each program starts with: made anew for every invocation. */
  private static final class Subject {
    volatile long now;
    final AtomicInteger wakeups = new AtomicInteger();
    final AtomicInteger wakes = new AtomicInteger();
    final TimeDriver driver = TimeDriver.create(() -> now, 0, wakeups::incrementAndGet);
    final Timers.Timer timer = driver.timer(MILLI, Driver.FOREIGN_WHEEL);

    boolean poll() {
      return timer.pollElapsed(wakes::incrementAndGet);
    }

    void driveAt(long millis) {
      now = millis * MILLI;
      driver.advance(now);
    }
  }

  private static void run(Runnable owner, Runnable other) {
    Thread second = new Thread(other);
    second.start();
    owner.run();
    try {
      second.join();
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
  void latestWakerIsWokenOrTheOwnerSeesTheEnd() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Subject subject = new Subject();
          AtomicInteger latest = new AtomicInteger();
          boolean[] elapsed = new boolean[1];
          run(
              () ->
                  elapsed[0] = subject.poll() || subject.timer.pollElapsed(latest::incrementAndGet),
              () -> subject.driveAt(1));
          subject.driveAt(1); // the turn after a registration that the first one came too early for
          if (!elapsed[0]) {
            check(latest.get() == 1);
          }
          check(subject.driver.registeredCount() == 0);
        });
  }

  @Test
  void sleepingDriverIsWokenForATimerItHasNotSeen() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Subject subject = new Subject();
          long[] sleep = new long[1];
          run(subject::poll, () -> sleep[0] = subject.driver.prepareSleep(0, Long.MAX_VALUE));
          if (sleep[0] > MILLI) {
            check(subject.wakeups.get() > 0);
          }
        });
  }

  @Test
  void cancelledTimerIsGoneWhetherItFiredOrNot() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Subject subject = new Subject();
          subject.poll();
          run(subject.timer::cancel, () -> subject.driveAt(1));
          check(subject.driver.registeredCount() == 0);
          int wakes = subject.wakes.get();
          check(wakes <= 1);
          subject.driveAt(100);
          check(subject.wakes.get() == wakes);
        });
  }

  @Test
  void timerMovedToLaterFiresThenWhetherItFiredBeforeOrNot() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Subject subject = new Subject();
          subject.poll();
          boolean[] elapsed = new boolean[1];
          run(
              () -> {
                subject.timer.reset(5 * MILLI);
                elapsed[0] = subject.poll();
              },
              () -> subject.driveAt(1));
          check(!elapsed[0]);
          check(subject.driver.registeredCount() == 1);
          int before = subject.wakes.get();
          subject.driveAt(4);
          check(subject.wakes.get() == before);
          subject.driveAt(5);
          check(subject.wakes.get() == before + 1);
          check(subject.poll());
        });
  }

  @Test
  void timerMovedToEarlierFiresOnceWhileTheDriverAdvances() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Subject subject = new Subject();
          subject.timer.reset(100 * MILLI);
          subject.poll();
          run(() -> subject.timer.reset(2 * MILLI), () -> subject.driveAt(2));
          subject.driveAt(2);
          check(subject.wakes.get() == 1);
          check(subject.poll());
          check(subject.driver.registeredCount() == 0);
        });
  }

  @Test
  void shutdownEndsATimerThatIsBeingRegistered() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Subject subject = new Subject();
          boolean[] refused = new boolean[1];
          run(
              () -> {
                try {
                  subject.poll();
                } catch (IllegalStateException shutDown) {
                  refused[0] = true;
                }
              },
              subject.driver::shutdown);
          check(refused[0] || subject.wakes.get() == 1);
          check(subject.driver.registeredCount() == 0);
        });
  }
}
