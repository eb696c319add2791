package weft.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import weft.future.Timers;

/** Interleavings of a timer's owner, its driver, and a driver that goes to sleep. */
@Tag("lincheck")
class TimerLincheckTest {
  private static final int INVOCATIONS = 2_000;
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

  @Test
  void latestWakerIsWokenOrTheOwnerSeesTheEnd() {
    Lincheck.runConcurrentTest(
        INVOCATIONS,
        () -> {
          Subject subject = new Subject();
          AtomicInteger latest = new AtomicInteger();
          boolean[] elapsed = new boolean[1];
          run(
              () ->
                  elapsed[0] =
                      subject.poll() || subject.timer.pollElapsed(latest::incrementAndGet),
              () -> subject.driveAt(1));
          subject.driveAt(1); // the turn after a registration that the first one came too early for
          if (!elapsed[0]) {
            assertThat(latest.get()).isEqualTo(1);
          }
          assertThat(subject.driver.registeredCount()).isZero();
        });
  }

  @Test
  void sleepingDriverIsWokenForATimerItHasNotSeen() {
    Lincheck.runConcurrentTest(
        INVOCATIONS,
        () -> {
          Subject subject = new Subject();
          long[] sleep = new long[1];
          run(
              subject::poll,
              () -> sleep[0] = subject.driver.prepareSleep(0, Long.MAX_VALUE));
          if (sleep[0] > MILLI) {
            assertThat(subject.wakeups.get()).isPositive();
          }
        });
  }

  @Test
  void cancelledTimerIsGoneWhetherItFiredOrNot() {
    Lincheck.runConcurrentTest(
        INVOCATIONS,
        () -> {
          Subject subject = new Subject();
          subject.poll();
          run(subject.timer::cancel, () -> subject.driveAt(1));
          assertThat(subject.driver.registeredCount()).isZero();
          int wakes = subject.wakes.get();
          assertThat(wakes).isLessThanOrEqualTo(1);
          subject.driveAt(100);
          assertThat(subject.wakes.get()).isEqualTo(wakes);
        });
  }

  @Test
  void timerMovedToLaterFiresThenWhetherItFiredBeforeOrNot() {
    Lincheck.runConcurrentTest(
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
          assertThat(elapsed[0]).as("the new deadline has not come").isFalse();
          assertThat(subject.driver.registeredCount()).isEqualTo(1);
          int before = subject.wakes.get();
          subject.driveAt(4);
          assertThat(subject.wakes.get()).isEqualTo(before);
          subject.driveAt(5);
          assertThat(subject.wakes.get()).isEqualTo(before + 1);
          assertThat(subject.poll()).isTrue();
        });
  }

  @Test
  void timerMovedToEarlierFiresOnceWhileTheDriverAdvances() {
    Lincheck.runConcurrentTest(
        INVOCATIONS,
        () -> {
          Subject subject = new Subject();
          subject.timer.reset(100 * MILLI);
          subject.poll();
          run(() -> subject.timer.reset(2 * MILLI), () -> subject.driveAt(2));
          subject.driveAt(2);
          assertThat(subject.wakes.get()).isEqualTo(1);
          assertThat(subject.poll()).isTrue();
          assertThat(subject.driver.registeredCount()).isZero();
        });
  }

  @Test
  void shutdownEndsATimerThatIsBeingRegistered() {
    Lincheck.runConcurrentTest(
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
          assertThat(refused[0] || subject.wakes.get() == 1).isTrue();
          assertThat(subject.driver.registeredCount()).isZero();
        });
  }
}
