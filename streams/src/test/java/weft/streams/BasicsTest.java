package weft.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;

class BasicsTest {
  private final Hand hand = new Hand();

  /** Compiles only if no default method of one collides with another's. */
  static class Everything<T> implements Stream<T>, Sink<T>, AutoCloseable {
    @Override
    public Poll<@Nullable T> pollNext(Context cx) {
      return Poll.end();
    }

    @Override
    public Poll<Void> pollReady(Context cx) {
      return Poll.done();
    }

    @Override
    public void startSend(T item) {}

    @Override
    public Poll<Void> pollFlush(Context cx) {
      return Poll.done();
    }

    @Override
    public Poll<Void> pollFinish(Context cx) {
      return Poll.done();
    }

    @Override
    public void close() {}
  }

  @Test
  void oneClassMayBeStreamSinkAndCloseable() throws Exception {
    try (Everything<String> everything = new Everything<>()) {
      assertThat(hand.run(everything.next())).isNull();
      hand.run(everything.send("x"));
    }
  }

  @Test
  void nextGivesItemsThenNull() throws Exception {
    Stream<Integer> stream = Streams.range(0, 2);
    assertThat(hand.run(stream.next())).isEqualTo(0);
    assertThat(hand.run(stream.next())).isEqualTo(1);
    assertThat(hand.run(stream.next())).isNull();
    assertThatThrownBy(() -> hand.run(stream.next()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("polled after its end");
  }

  @Test
  void cancelledNextLosesNothing() throws Exception {
    Script<String> script = new Script<String>().block().item("a").end();
    Future<@Nullable String> next = script.next();
    assertThat(hand.poll(next).isPending()).isTrue();
    next.cancel();
    assertThat(script.cancels).isZero();
    script.proceed();
    assertThat(hand.run(script.next())).isEqualTo("a");
  }

  @Test
  void forEachMapFilterInBulk() throws Exception {
    List<Integer> seen = new ArrayList<>();
    hand.run(Streams.range(0, 10).map(i -> i * 10).filter(i -> i % 20 == 0).forEach(seen::add));
    assertThat(seen).containsExactly(0, 20, 40, 60, 80);
  }

  @Test
  void spentBudgetIsPendingAndWakesItself() throws Exception {
    hand.budget = 3;
    List<Integer> seen = new ArrayList<>();
    Future<@Nullable Void> all = Streams.range(0, 5).forEach(seen::add);
    assertThat(hand.poll(all).isPending()).isTrue();
    assertThat(seen).containsExactly(0, 1, 2);
    assertThat(hand.wakes).hasValue(1);
    assertThat(hand.poll(all).isReady()).isTrue();
    assertThat(seen).hasSize(5);
  }

  @Test
  void throwingMapperCancelsUpstreamOnce() {
    Script<Integer> script = Script.of(1, 2, 3).end();
    IllegalStateException failure = new IllegalStateException("two");
    Future<@Nullable Void> all =
        script
            .map(
                i -> {
                  if (i == 2) {
                    throw failure;
                  }
                  return i;
                })
            .forEach(i -> {});
    assertThatThrownBy(() -> hand.run(all)).isSameAs(failure);
    assertThat(script.cancels).isEqualTo(1);
  }

  @Test
  void throwingConsumerCancelsOnce() {
    Script<Integer> script = Script.of(1).end();
    Future<@Nullable Void> all =
        script.forEach(
            i -> {
              throw new IllegalStateException("consumer");
            });
    assertThatThrownBy(() -> hand.run(all)).hasMessage("consumer");
    assertThat(script.cancels).isEqualTo(1);
  }

  @Test
  void failedStreamFailsForEach() {
    Script<Integer> script = Script.of(1).fail(new IOException("broken"));
    assertThatThrownBy(() -> hand.run(script.map(i -> i).forEach(i -> {})))
        .isInstanceOf(IOException.class)
        .hasMessage("broken");
    assertThat(script.cancels).isEqualTo(1);
  }

  @Test
  void throwingConditionAfterAMapCancelsUpstreamOnce() {
    IllegalStateException failure = new IllegalStateException("two");
    Script<Integer> script = Script.of(1, 2, 3).end();
    Stream<Integer> stream =
        script
            .map(i -> i)
            .filter(
                i -> {
                  if (i == 2) {
                    throw failure;
                  }
                  return true;
                });
    assertThatThrownBy(() -> hand.run(stream.toList())).isSameAs(failure);
    assertThat(script.cancels).isEqualTo(1);
  }

  @Test
  void filterOfAMapThatHasEndedIsNotPolledOn() throws Exception {
    Stream<Integer> mapped = Script.of(1).end().map(i -> i);
    assertThat(hand.run(mapped.next())).isEqualTo(1);
    assertThat(hand.run(mapped.next())).isNull();
    Stream<Integer> filtered = mapped.filter(i -> true);
    assertThatThrownBy(() -> hand.poll(filtered))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("MapStream was polled after its end");
  }

  @Test
  void filterOfAMapThatHasBegunGoesOnWhereItIs() throws Exception {
    Stream<Integer> mapped = Script.of(1, 2, 3, 4).end().map(i -> i * 10);
    assertThat(hand.run(mapped.next())).isEqualTo(10);
    assertThat(hand.run(mapped.filter(i -> i != 30).toList())).containsExactly(20, 40);
  }

  @Test
  void mapperThatReturnsNullFails() {
    assertThatThrownBy(() -> hand.run(Streams.of(1).map(i -> null).forEach(i -> {})))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("filterMap");
  }

  @Test
  void cancelledSendHandsItsItemOver() throws Exception {
    Sink<String> full =
        new Everything<>() {
          @Override
          public Poll<Void> pollReady(Context cx) {
            return Poll.pending();
          }
        };
    Future<@Nullable Void> send = full.send("kept");
    assertThat(hand.poll(send).isPending()).isTrue();
    send.cancel();
    assertThat(hand.undelivered).containsExactly("kept");
  }
}
