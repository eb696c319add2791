package weft.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Waker;

class IntervalTest {
  private final TimeHarness time = new TimeHarness();
  private final MonotonicInstant start = time.now();

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }

  private Interval every(long millis) throws Exception {
    return time.inside(() -> Time.interval(millis(millis)));
  }

  /** The milliseconds of the next tick's schedule, or -1 if there is none now. */
  private long tick(Interval interval) throws Exception {
    Poll<MonotonicInstant> polled = time.poll(interval.tick());
    return polled.isReady() ? start.until(polled.get()).toMillis() : -1;
  }

  @Test
  void firstTickComesAtOnceAndTheOthersByThePeriod() throws Exception {
    Interval interval = every(300);
    assertThat(tick(interval)).isZero();
    assertThat(tick(interval)).isEqualTo(-1);
    time.advanceMillis(299);
    assertThat(tick(interval)).isEqualTo(-1);
    time.advanceMillis(1);
    assertThat(tick(interval)).isEqualTo(300);
    time.advanceMillis(300);
    assertThat(tick(interval)).isEqualTo(600);
  }

  /** Takes the ticks that are there after each step of 100 ms, with one pause of 650 ms. */
  private List<String> table(MissedTickBehavior behavior) throws Exception {
    Interval interval = every(200).missedTickBehavior(behavior);
    List<String> taken = new ArrayList<>();
    long[] steps = {0, 100, 100, 650, 50, 100, 100, 100, 100, 100};
    for (long step : steps) {
      time.advanceMillis(step);
      long scheduled;
      while ((scheduled = tick(interval)) >= 0) {
        taken.add(scheduled + "@" + start.until(time.now()).toMillis());
      }
    }
    return taken;
  }

  @Test
  void burstCatchesUp() throws Exception {
    assertThat(table(MissedTickBehavior.BURST))
        .containsExactly(
            "0@0",
            "200@200",
            "400@850",
            "600@850",
            "800@850",
            "1000@1000",
            "1200@1200",
            "1400@1400");
  }

  @Test
  void delayBeginsANewSchedule() throws Exception {
    assertThat(table(MissedTickBehavior.DELAY))
        .containsExactly("0@0", "200@200", "400@850", "1050@1100", "1300@1300");
  }

  @Test
  void skipKeepsTheScheduleAndLeavesOutWhatWasMissed() throws Exception {
    assertThat(table(MissedTickBehavior.SKIP))
        .containsExactly("0@0", "200@200", "400@850", "1000@1000", "1200@1200", "1400@1400");
  }

  @Test
  void fiveMillisecondsLateIsNotMissed() throws Exception {
    Interval interval = every(100).missedTickBehavior(MissedTickBehavior.DELAY);
    tick(interval);
    time.advanceMillis(105);
    assertThat(tick(interval)).isEqualTo(100);
    time.advanceMillis(95);
    assertThat(tick(interval)).as("still on the schedule").isEqualTo(200);
    time.advanceNanos(105 * TimeHarness.MILLI + 1);
    assertThat(tick(interval)).isEqualTo(300);
    time.advanceMillis(99);
    assertThat(tick(interval)).as("a new schedule").isEqualTo(-1);
    time.advanceMillis(2);
    assertThat(tick(interval)).isEqualTo(405);
  }

  @Test
  void startInThePastCountsAsMissed() throws Exception {
    Interval interval =
        Time.intervalAt(start.minus(millis(250)), millis(100))
            .missedTickBehavior(MissedTickBehavior.SKIP);
    assertThat(tick(interval)).isEqualTo(-250);
    assertThat(tick(interval)).isEqualTo(-1);
    time.advanceMillis(50);
    assertThat(tick(interval)).isEqualTo(50);
  }

  @Test
  void startInTheFuture() throws Exception {
    Interval interval = Time.intervalAt(start.plus(millis(50)), millis(100));
    assertThat(tick(interval)).isEqualTo(-1);
    time.advanceMillis(50);
    assertThat(tick(interval)).isEqualTo(50);
    time.advanceMillis(100);
    assertThat(tick(interval)).isEqualTo(150);
  }

  @Test
  void resetStartsThePeriodAgain() throws Exception {
    Interval interval = every(100);
    tick(interval);
    time.advanceMillis(60);
    interval.reset();
    time.advanceMillis(99);
    assertThat(tick(interval)).isEqualTo(-1);
    time.advanceMillis(1);
    assertThat(tick(interval)).isEqualTo(160);
  }

  @Test
  void resetImmediatelyTicksNow() throws Exception {
    Interval interval = every(100);
    tick(interval);
    time.advanceMillis(60);
    interval.resetImmediately();
    assertThat(tick(interval)).isEqualTo(60);
    time.advanceMillis(100);
    assertThat(tick(interval)).isEqualTo(160);
  }

  @Test
  void resetAfterAndResetAtChooseTheNextTick() throws Exception {
    Interval interval = every(100);
    tick(interval);
    interval.resetAfter(millis(20));
    time.advanceMillis(20);
    assertThat(tick(interval)).isEqualTo(20);
    interval.resetAt(start.plus(millis(500))); // beyond the period
    time.advanceMillis(479);
    assertThat(tick(interval)).isEqualTo(-1);
    time.advanceMillis(1);
    assertThat(tick(interval)).isEqualTo(500);
    time.advanceMillis(100);
    assertThat(tick(interval)).isEqualTo(600);
  }

  @Test
  void resetWakesTheTaskThatWaits() throws Exception {
    Interval interval = every(100);
    tick(interval);
    assertThat(tick(interval)).isEqualTo(-1);
    interval.resetAfter(millis(10));
    time.advanceMillis(10);
    assertThat(time.wakes).hasValue(1);
  }

  @Test
  void cancelledTickIsNotTaken() throws Exception {
    Interval interval = every(100);
    tick(interval);
    Future<MonotonicInstant> cancelled = interval.tick();
    assertThat(time.poll(cancelled).isPending()).isTrue();
    cancelled.cancel();
    assertThat(time.driver.registeredCount()).isZero();
    time.advanceMillis(100);
    assertThat(time.wakes).hasValue(0);
    assertThat(tick(interval)).isEqualTo(100);
    Future<MonotonicInstant> finished = interval.tick();
    time.advanceMillis(100);
    assertThat(time.poll(finished).isReady()).isTrue();
    assertThatThrownBy(() -> time.poll(finished)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void outsideARuntimeItBeginsAtTheFirstPoll() throws Exception {
    Interval interval = Time.interval(millis(100));
    time.advanceMillis(70);
    assertThat(tick(interval)).isEqualTo(70);
    time.advanceMillis(100);
    assertThat(tick(interval)).isEqualTo(170);
  }

  @Test
  void endlessPeriodTicksOnceInALifetime() throws Exception {
    Interval interval = time.inside(() -> Time.interval(Duration.ofSeconds(Long.MAX_VALUE, 999)));
    assertThat(tick(interval)).isZero();
    time.advanceMillis(Duration.ofDays(10_000).toMillis());
    assertThat(tick(interval)).isEqualTo(-1);
    interval.resetAfter(Duration.ofSeconds(Long.MAX_VALUE));
    assertThat(tick(interval)).isEqualTo(-1);
  }

  @Test
  void periodThatIsNotPositiveIsRefused() {
    assertThatThrownBy(() -> Time.interval(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the period of an interval is not positive: PT0S");
    assertThatThrownBy(() -> Time.intervalAt(start, millis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void executorWithoutTimersIsTold() {
    assertThatThrownBy(() -> Time.interval(millis(1)).tick().poll(Context.of(Waker.noop())))
        .hasMessage(
            "interval was polled by an executor without timers: run it by blockOn or spawn");
  }

  @Test
  void readyTickTakesAUnitOfTheBudget() throws Exception {
    Interval interval = every(1).missedTickBehavior(MissedTickBehavior.BURST);
    time.advanceMillis(1_000);
    Context cx = time.open(3);
    int taken = 0;
    while (interval.pollTick(cx).isReady()) {
      taken++;
    }
    assertThat(taken).isEqualTo(3);
    assertThat(time.deferred).hasValue(1);
  }
}
