package weft.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream.Builder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import weft.future.Future;
import weft.future.Futures;

/** Null out of a function: a sentence that names the operator and what was null. */
class NullResultsTest {
  private final Hand hand = new Hand();

  /** Makes something to run out of an upstream of one item. */
  private interface Use {
    Object of(Stream<Integer> upstream);
  }

  private static Arguments given(String operator, Use use, String... words) {
    return Arguments.of(operator, use, List.of(words));
  }

  @SuppressWarnings("NullAway") // what this is about
  static java.util.stream.Stream<Arguments> uses() {
    Builder<Arguments> all = java.util.stream.Stream.builder();
    all.add(given("mapAsync", s -> s.mapAsync(2, i -> null), "returned null", "a future"));
    all.add(given("mapAsyncUnordered", s -> s.mapAsyncUnordered(2, i -> null), "null", "a future"));
    all.add(given("forEachConcurrent", s -> s.forEachConcurrent(2, i -> null), "null", "a future"));
    all.add(given("flatMap", s -> s.flatMap(2, i -> null), "returned null", "a stream"));
    all.add(given("concatMap", s -> s.concatMap(i -> null), "returned null", "a stream"));
    all.add(
        given(
            "switchMap",
            s -> s.via(Combining.<Integer, Integer>switchMap(i -> null)),
            "returned null",
            "a stream"));
    all.add(
        given(
            "recover",
            s -> Streams.failed(new IOException()).recover(failure -> null),
            "returned null",
            "a stream"));
    all.add(
        given(
            "mapError",
            s ->
                Streams.<Integer>failed(new IOException())
                    .via(Recovering.<Integer>mapError(failure -> null)),
            "returned null",
            "an exception"));
    all.add(
        given(
            "groupBy",
            s -> s.via(Stateful.<Integer, Integer>groupBy(i -> null, 2, 2)),
            "returned null",
            "a key"));
    all.add(given("lazy", s -> Streams.lazy(() -> null), "returned null", "a stream"));
    all.add(
        given(
            "retry",
            s -> Streams.retry(() -> null, Backoff.immediately(0)),
            "returned null",
            "a stream"));
    all.add(
        given(
            "repeat",
            s -> Streams.repeat(() -> null, Backoff.immediately(0)),
            "returned null",
            "a stream"));
    all.add(given("unfold", s -> Streams.unfold(1, i -> null), "returned null", "a future"));
    all.add(given("fromIterable", s -> Streams.fromIterable(() -> null), "iterator"));
    all.add(
        given(
            "with",
            s -> s.forward(Sink.<Integer>collecting().<Integer>with(i -> null)),
            "returned null",
            "a future"));
    all.add(
        given(
            "mapAsync",
            s -> s.mapAsync(2, i -> Futures.ready(null)),
            "a future's value is null",
            "forEachConcurrent",
            "filterMap"));
    all.add(
        given(
            "mapAsyncUnordered",
            s -> s.mapAsyncUnordered(2, i -> Futures.ready(null)),
            "a future's value is null",
            "forEachConcurrent"));
    all.add(
        given(
            "with",
            s -> s.forward(Sink.<Integer>collecting().<Integer>with(i -> Futures.ready(null))),
            "a future's value is null"));
    all.add(
        given(
            "FuturesOrdered",
            s -> {
              FuturesOrdered<Integer> futures = FuturesOrdered.create();
              futures.add(Futures.ready(null));
              return futures;
            },
            "a future's value is null"));
    all.add(
        given(
            "FuturesUnordered",
            s -> {
              FuturesUnordered<Integer> futures = FuturesUnordered.create();
              futures.add(Futures.ready(null));
              return futures;
            },
            "a future's value is null"));
    return all.build();
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("uses")
  void messageSaysWhatWasNull(String operator, Use use, List<String> words) {
    Object made = use.of(Streams.of(1));
    assertThatThrownBy(() -> run(made))
        .isInstanceOf(NullPointerException.class)
        .message()
        .contains(operator)
        .contains(words)
        .satisfies(message -> assertThat(message.split(" ")).hasSizeGreaterThan(5));
  }

  private @Nullable Object run(Object made) throws Exception {
    return made instanceof Stream<?> stream
        ? hand.run(stream.toList())
        : hand.run((Future<?>) made);
  }

  @Test
  void operatorThatReturnsNullIsNoticedWhereItIsApplied() {
    Operator<Integer, Integer> nothing = upstream -> null;
    assertThatThrownBy(() -> Streams.of(1).via(nothing))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("via: the operator returned null");
    assertThatThrownBy(() -> nothing.andThen(nothing).apply(Streams.of(1)))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("andThen: the operator returned null");
  }
}
