package weft.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import weft.future.Context;
import weft.future.Waker;

class TimedOperatorsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private final Hand hand = new Hand();

  @Test
  void throttleWaitsAfterEachItem() throws Exception {
    Stream<Integer> throttled = Streams.range(0, 3).via(Timing.throttle(SECOND));
    assertThat(hand.poll(throttled).get()).isEqualTo(0);
    assertThat(hand.poll(throttled).isPending()).isTrue();
    hand.timers.advance(Duration.ofMillis(999));
    assertThat(hand.poll(throttled).isPending()).isTrue();
    hand.timers.advance(Duration.ofMillis(1));
    assertThat(hand.wakes).hasValue(1);
    assertThat(hand.poll(throttled).get()).isEqualTo(1);
    assertThat(hand.poll(throttled).isPending()).isTrue();
    throttled.cancel();
    assertThat(hand.timers.waiting()).isZero();
  }

  @Test
  void debounceGivesTheItemThatIsFollowedBySilence() throws Exception {
    Token first = new Token(1);
    Token second = new Token(2);
    Script<Token> script = new Script<Token>().item(first).item(second);
    Stream<Token> settled = script.via(Timing.debounce(SECOND));
    assertThat(hand.poll(settled).isPending()).isTrue();
    assertThat(first.dropped).isEqualTo(1);
    hand.timers.advance(Duration.ofMillis(600));
    Token third = new Token(3);
    script.item(third).wake();
    assertThat(hand.poll(settled).isPending()).isTrue();
    hand.timers.advance(Duration.ofMillis(999));
    assertThat(hand.poll(settled).isPending()).isTrue();
    hand.timers.advance(Duration.ofMillis(1));
    assertThat(hand.poll(settled).get()).isSameAs(third);
    script.item(new Token(4)).end().wake();
    assertThat(hand.poll(settled).get().value).as("at the end").isEqualTo(4);
    assertThat(hand.poll(settled).get()).isNull();
    assertThat(hand.timers.waiting()).isZero();
  }

  @Test
  void sampleGivesTheLatestOfEachPeriodWithItems() throws Exception {
    Script<Integer> script = Script.of(1, 2);
    Stream<Integer> sampled = script.via(Timing.sample(SECOND));
    assertThat(hand.poll(sampled).isPending()).isTrue();
    hand.timers.advance(SECOND);
    assertThat(hand.poll(sampled).get()).isEqualTo(2);
    hand.timers.advance(Duration.ofMillis(2_500));
    assertThat(hand.poll(sampled).isPending()).as("periods without items").isTrue();
    script.item(3).wake();
    assertThat(hand.poll(sampled).isPending()).isTrue();
    hand.timers.advance(Duration.ofMillis(500));
    assertThat(hand.poll(sampled).get()).as("on the grid").isEqualTo(3);
  }

  @Test
  void timeoutCountsFromTheMomentTheItemIsAskedFor() throws Exception {
    Script<Integer> script = Script.of(1);
    Stream<Integer> limited = script.timeout(SECOND);
    assertThat(hand.poll(limited).get()).isEqualTo(1);
    hand.timers.advance(Duration.ofSeconds(5)); // nobody asks: no time-out
    assertThat(hand.poll(limited).isPending()).isTrue();
    hand.timers.advance(Duration.ofMillis(999));
    assertThat(hand.poll(limited).isPending()).isTrue();
    hand.timers.advance(Duration.ofMillis(1));
    assertThatThrownBy(() -> hand.poll(limited))
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("PT1S");
    assertThat(script.cancels).isEqualTo(1);
    limited.cancel();
    assertThat(hand.timers.waiting()).isZero();
  }

  @Test
  void itemAtTheDeadlineWins() throws Exception {
    Script<Integer> script = new Script<>();
    Stream<Integer> limited = script.timeout(SECOND);
    assertThat(hand.poll(limited).isPending()).isTrue();
    script.item(7);
    hand.timers.advance(SECOND);
    assertThat(hand.poll(limited).get()).isEqualTo(7);
  }

  @Test
  void totalTimeoutFailsAStreamThatNeverEnds() throws Exception {
    Stream<Integer> limited =
        Streams.iterate(0, i -> i + 1).via(Timing.timeoutTotal(Duration.ofMillis(10)));
    assertThat(hand.poll(limited).get()).isEqualTo(0);
    hand.timers.advance(Duration.ofMillis(10));
    assertThatThrownBy(() -> hand.poll(limited)).isInstanceOf(TimeoutException.class);
  }

  @Test
  void chunksTimeoutStartsWithTheFirstItemOfAChunk() throws Exception {
    Script<Integer> script = new Script<>();
    Stream<List<Integer>> chunks = script.via(Batching.<Integer>chunksTimeout(3, SECOND));
    assertThat(hand.poll(chunks).isPending()).isTrue();
    hand.timers.advance(Duration.ofSeconds(10)); // empty: the time does not run
    assertThat(hand.poll(chunks).isPending()).isTrue();
    script.item(1).item(2).wake();
    assertThat(hand.poll(chunks).isPending()).isTrue();
    hand.timers.advance(SECOND);
    assertThat(hand.poll(chunks).get()).containsExactly(1, 2);
    script.item(3).item(4).item(5).item(6).wake();
    assertThat(hand.poll(chunks).get()).as("full").containsExactly(3, 4, 5);
    assertThat(hand.poll(chunks).isPending()).isTrue();
    hand.timers.advance(SECOND);
    assertThat(hand.poll(chunks).get()).as("the remainder").containsExactly(6);
  }

  @Test
  void intervalMakesUpForMissedTicks() throws Exception {
    Stream<Long> ticks = Streams.interval(SECOND);
    assertThat(hand.poll(ticks).get()).isEqualTo(0L);
    assertThat(hand.poll(ticks).isPending()).isTrue();
    hand.timers.advance(Duration.ofMillis(2_500));
    assertThat(hand.poll(ticks).get()).isEqualTo(1L);
    assertThat(hand.poll(ticks).get()).isEqualTo(2L);
    assertThat(hand.poll(ticks).isPending()).isTrue();
    hand.timers.advance(Duration.ofMillis(500));
    assertThat(hand.poll(ticks).get()).isEqualTo(3L);
  }

  @Test
  void retryWaitsLongerEachTimeAndBeginsAnewAfterAnItem() throws Exception {
    AtomicInteger starts = new AtomicInteger();
    List<Script<Integer>> scripts = new ArrayList<>();
    Stream<Integer> stream =
        Streams.retry(
            () -> {
              Script<Integer> script = new Script<>();
              scripts.add(script);
              if (starts.incrementAndGet() == 3) {
                script.item(1);
              }
              return script.fail(new IOException("attempt " + starts));
            },
            new Backoff(2, Duration.ofMillis(100), 2, SECOND, 0));
    assertThat(hand.poll(stream).isPending()).isTrue();
    hand.timers.advance(Duration.ofMillis(100));
    assertThat(hand.poll(stream).isPending()).isTrue();
    assertThat(starts).hasValue(2);
    hand.timers.advance(Duration.ofMillis(199));
    assertThat(hand.poll(stream).isPending()).isTrue();
    hand.timers.advance(Duration.ofMillis(1));
    assertThat(hand.poll(stream).get()).isEqualTo(1);
    assertThat(hand.poll(stream).isPending()).as("the row begins anew").isTrue();
    hand.timers.advance(Duration.ofMillis(100));
    assertThat(hand.poll(stream).isPending()).isTrue();
    hand.timers.advance(Duration.ofMillis(200));
    assertThatThrownBy(() -> hand.poll(stream)).isInstanceOf(IOException.class);
    assertThat(scripts).hasSize(5).allSatisfy(script -> assertThat(script.cancels).isEqualTo(1));
  }

  @Test
  void repeatBeginsAgainAfterTheEnd() throws Exception {
    assertThat(hand.run(Streams.repeat(() -> Streams.of(1, 2), Backoff.fixed(2, SECOND)).toList()))
        .containsExactly(1, 2, 1, 2, 1, 2);
    assertThat(hand.timers.now).isEqualTo(Duration.ofSeconds(2).toNanos());
  }

  @Test
  void jitterTakesUpToItsPartOfTheWait() {
    Backoff backoff = new Backoff(9, Duration.ofMillis(100), 2, SECOND, 0.5);
    assertThat(backoff.waitNanos(0, 0)).isEqualTo(Duration.ofMillis(100).toNanos());
    assertThat(backoff.waitNanos(1, 1)).isEqualTo(Duration.ofMillis(100).toNanos());
    assertThat(backoff.waitNanos(60, 0)).isEqualTo(SECOND.toNanos());
  }

  @Test
  void timedOperatorWithoutTimersNamesTheRemedy() {
    Context bare = Context.of(Waker.noop());
    assertThatThrownBy(() -> Streams.interval(SECOND).pollNext(bare))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("interval")
        .hasMessageContaining("runtime");
  }

  @Test
  void periodsMustBePositive() {
    assertThatThrownBy(() -> Streams.interval(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0S");
  }
}
