package weft.internal.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The global queue interval follows how long polls take. */
class PollTimesTest {
  private final long[] now = {Long.MAX_VALUE - 5_000}; // a clock that wraps
  private final WorkerCounters counters = new WorkerCounters();
  private final PollTimes times = new PollTimes(() -> now[0], counters);

  private int intervalAfter(long nanosPerPoll) {
    int interval = PollTimes.seedInterval();
    for (int batch = 0; batch < 100; batch++) {
      times.startBatch();
      for (int i = 0; i < 61; i++) {
        counters.polled();
        now[0] += nanosPerPoll;
      }
      times.endBatch();
      interval = times.interval(interval);
    }
    return interval;
  }

  @Test
  void startsAtTheSeed() {
    assertThat(times.interval(61)).isEqualTo(61);
  }

  @Test
  void slowPollsLowerItToTheMinimum() {
    assertThat(intervalAfter(200_000)).isEqualTo(2);
  }

  @Test
  void trivialPollsRaiseItToTheMaximum() {
    assertThat(intervalAfter(20)).isEqualTo(127);
  }

  @Test
  void pollsInBetweenKeepTheTargetOfTwoHundredMicroseconds() {
    assertThat(intervalAfter(5_000)).isBetween(38, 42);
    assertThat(counters.meanPollNanos()).isBetween(4_990L, 5_010L);
  }

  @Test
  void smallChangesAreIgnored() {
    times.record(4_800, 1_000); // a mean of 4.8 ns would mean the maximum
    assertThat(times.interval(126)).isEqualTo(126);
    assertThat(times.interval(125)).isEqualTo(125);
    assertThat(times.interval(124)).isEqualTo(127);
  }

  @Test
  void busyTimeIsCountedAlsoWithoutPolls() {
    times.startBatch();
    now[0] += 1_000;
    times.endBatch();
    times.endBatch();
    assertThat(counters.busyNanos()).isEqualTo(1_000);
  }
}
