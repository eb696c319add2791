package weft.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.future.Timers;

/** Random histories of timers on several wheels against a plain model that scans a list. */
class WheelModelTest {
  private static final long MILLI = ManualClock.MILLI;
  private static final int WORKERS = 2;

  /** One timer and what the model knows of it. */
  private static final class Subject {
    final Timers.Timer timer;
    long deadline;
    boolean waiting;
    boolean cancelled;
    int wakes;

    Subject(Timers.Timer timer, long deadline) {
      this.timer = timer;
      this.deadline = deadline;
    }
  }

  @Test
  void randomHistoriesMatchTheModel() {
    for (int seed = 0; seed < 400; seed++) {
      new History(seed).run(250);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void longHistoriesMatchTheModel(int seed) {
    new History(10_000 + seed).run(5_000);
  }

  private static final class History {
    final Random random;
    final int seed;
    final ManualClock clock;
    final TimeDriver driver;
    final List<Subject> subjects = new ArrayList<>();
    final List<Subject> woken = new ArrayList<>();
    final long origin;

    History(int seed) {
      this.seed = seed;
      this.random = new Random(seed);
      this.clock = seed % 2 == 0 ? ManualClock.nearWrap() : new ManualClock(random.nextLong());
      this.origin = clock.nanoTime();
      this.driver = TimeDriver.create(clock, WORKERS, () -> {});
    }

    void run(int steps) {
      for (int step = 0; step < steps; step++) {
        switch (random.nextInt(10)) {
          case 0, 1, 2, 3 -> create();
          case 4 -> cancel();
          case 5, 6 -> reset();
          default -> advance(randomDelay());
        }
        if (driver.registeredCount() != count()) {
          assertThat(driver.registeredCount()).as("registered, seed %d", seed).isEqualTo(count());
        }
      }
      // In the end everything fires, however far away it is, and in as many steps as it takes.
      while (count() > 0) {
        long next = driver.nanosToNext(clock.nanoTime());
        assertThat(next).as("seed %d", seed).isNotEqualTo(Long.MAX_VALUE);
        advance(next);
      }
      assertThat(driver.nanosToNext(clock.nanoTime())).isEqualTo(Long.MAX_VALUE);
    }

    int count() {
      int count = 0;
      for (Subject subject : subjects) {
        count += subject.waiting ? 1 : 0;
      }
      return count;
    }

    long randomDelay() {
      return switch (random.nextInt(8)) {
        case 0 -> random.nextInt(3_000_000); // below a few ticks
        case 1 -> boundary(64);
        case 2 -> boundary(4_096);
        case 3 -> boundary(262_144);
        case 4 -> boundary(1L << 24);
        case 5 -> random.nextInt(2_000) * MILLI;
        case 6 -> boundary(1L << 30);
        default -> random.nextInt(40) == 0 ? boundary(1L << 36) : boundary(64);
      };
    }

    /** Around a multiple of {@code ticks}, counted from now or from the driver's start. */
    long boundary(long ticks) {
      long base = random.nextBoolean() ? 0 : (clock.nanoTime() - origin) % (ticks * MILLI);
      long delay = ticks * MILLI * random.nextInt(3) - base + (random.nextInt(5) - 2) * MILLI;
      return Math.max(0, delay + random.nextInt(3) - 1);
    }

    void create() {
      long deadline = clock.nanoTime() + randomDelay();
      int wheel = random.nextInt(WORKERS + 1) - 1;
      Subject subject = new Subject(driver.timer(deadline, wheel), deadline);
      subjects.add(subject);
      poll(subject);
    }

    void poll(Subject subject) {
      boolean elapsed =
          subject.timer.pollElapsed(
              () -> {
                subject.wakes++;
                woken.add(subject);
              });
      boolean passed = subject.deadline - clock.nanoTime() <= 0;
      if (elapsed) {
        assertThat(passed).as("elapsed early, seed %d", seed).isTrue();
      }
      subject.waiting = !elapsed;
    }

    void cancel() {
      if (!subjects.isEmpty()) {
        Subject subject = subjects.remove(random.nextInt(subjects.size()));
        subject.timer.cancel();
        subject.cancelled = true;
      }
    }

    void reset() {
      if (subjects.isEmpty()) {
        return;
      }
      Subject subject = subjects.get(random.nextInt(subjects.size()));
      subject.deadline =
          random.nextInt(10) == 0
              ? clock.nanoTime() - random.nextInt(1_000_000_000)
              : clock.nanoTime() + randomDelay();
      woken.clear();
      subject.timer.reset(subject.deadline);
      assertThat(subject.timer.deadlineNanos()).isEqualTo(subject.deadline);
      poll(subject);
    }

    void advance(long nanos) {
      woken.clear();
      clock.advanceNanos(nanos);
      long now = clock.nanoTime();
      for (Subject subject : subjects) {
        subject.wakes = 0;
      }
      driver.advance(now);
      long nowTick = Math.floorDiv(now - origin, MILLI);
      long lastTick = Long.MIN_VALUE;
      for (Subject subject : woken) {
        assertThat(subject.cancelled).as("fired after cancel, seed %d", seed).isFalse();
        long tick = Math.max(0, -Math.floorDiv(-(subject.deadline - origin), MILLI));
        assertThat(tick).as("order, seed %d", seed).isGreaterThanOrEqualTo(lastTick);
        lastTick = tick;
      }
      for (Subject subject : subjects) {
        long tick = -Math.floorDiv(-(subject.deadline - origin), MILLI);
        boolean due = subject.waiting && tick <= nowTick;
        if (subject.wakes != (due ? 1 : 0)) {
          assertThat(subject.wakes)
              .as("wakes of a timer at tick %d, now %d, seed %d", tick, nowTick, seed)
              .isEqualTo(due ? 1 : 0);
        }
        if (due) {
          assertThat(subject.timer.pollElapsed(() -> {})).isTrue();
          subject.waiting = false;
        }
      }
    }
  }
}
