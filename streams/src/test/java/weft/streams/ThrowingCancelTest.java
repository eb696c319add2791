package weft.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import weft.future.Context;
import weft.future.Poll;

/**
 * Streams whose {@code cancel} throws although it must not: the others are cancelled all the same,
 * and the failure for which they are is not hidden by it.
 */
class ThrowingCancelTest {
  private final Hand hand = new Hand();

  /** Answers always the same, and throws when it is cancelled. */
  private static final class Unruly implements Stream<Integer> {
    private final Poll<@Nullable Integer> answer;

    Unruly(Poll<@Nullable Integer> answer) {
      this.answer = answer;
    }

    @Override
    public Poll<@Nullable Integer> pollNext(Context cx) {
      return answer;
    }

    @Override
    public void cancel() {
      throw new IllegalStateException("in cancel");
    }
  }

  private final Stream<Integer> unruly = new Unruly(Poll.pending());

  private static Script<Integer> failing() {
    return new Script<Integer>().fail(new IOException("real"));
  }

  private void assertFailsForReal(Stream<Integer> stream) {
    assertThatThrownBy(() -> hand.poll(stream))
        .isInstanceOf(IOException.class)
        .hasMessage("real")
        .satisfies(
            failure ->
                assertThat(failure.getSuppressed())
                    .singleElement()
                    .isInstanceOfSatisfying(
                        IllegalStateException.class,
                        second -> assertThat(second).hasMessage("in cancel")));
  }

  @Test
  void failureOfOneOfManyIsNotHiddenAndTheOthersAreCancelled() {
    Script<Integer> other = new Script<>();
    assertFailsForReal(Streams.merge(unruly, other, failing()));
    assertThat(other.cancels).isEqualTo(1);

    Script<Integer> turn = new Script<>();
    assertFailsForReal(Streams.interleave(List.of(failing(), unruly, turn)));
    assertThat(turn.cancels).isEqualTo(1);

    Script<Integer> third = new Script<>();
    assertFailsForReal(Streams.zip(List.of(failing(), unruly, third)).map(items -> items.get(0)));
    assertThat(third.cancels).isEqualTo(1);

    Script<Integer> latest = new Script<>();
    assertFailsForReal(
        Streams.combineLatest(List.of(unruly, latest, failing()), items -> items.get(0)));
    assertThat(latest.cancels).isEqualTo(1);

    assertFailsForReal(unruly.zip(failing(), Integer::sum));
  }

  @Test
  void failureOfAnInnerStreamIsNotHidden() {
    Script<Integer> other = new Script<>();
    List<Stream<Integer>> inner = new ArrayList<>(List.of(unruly, other, failing()));
    assertFailsForReal(Streams.range(0, 3).flatMap(3, i -> inner.get(i)));
    assertThat(other.cancels).isEqualTo(1);
  }

  @Test
  void failureOfAMapperIsNotHidden() {
    assertFailsForReal(
        new Unruly(Poll.ready(1))
            .map(
                item -> {
                  throw new IOException("real");
                }));
    assertFailsForReal(
        new Unruly(Poll.ready(1))
            .via(
                Combining.<Integer, Integer>switchMap(
                    item -> {
                      throw new IOException("real");
                    })));
  }

  @Test
  void cancelReachesAll() {
    Script<Integer> merged = new Script<>();
    Script<Integer> queued = new Script<>();
    Script<Integer> turn = new Script<>();
    Stream<Integer> both = Streams.merge(unruly, merged);
    Stream<Integer> chained = Streams.concat(unruly, queued);
    Stream<Integer> turns = Streams.interleave(List.of(unruly, turn));
    for (Stream<Integer> stream : List.of(both, chained, turns)) {
      assertThatThrownBy(stream::cancel).hasMessage("in cancel");
    }
    assertThat(merged.cancels).isEqualTo(1);
    assertThat(queued.cancels).isEqualTo(1);
    assertThat(turn.cancels).isEqualTo(1);
  }

  @Test
  void cancelReachesInnerStreamsToo() throws Exception {
    Script<Integer> inner = new Script<>();
    Unruly outer = new Unruly(Poll.ready(1));
    Stream<Integer> flat = outer.flatMap(1, item -> inner);
    assertThat(hand.poll(flat).isPending()).isTrue();
    assertThatThrownBy(flat::cancel).hasMessage("in cancel");
    assertThat(inner.cancels).isEqualTo(1);
  }

  // ---- The elements of a java.util.stream.Stream

  private static Stream<Integer> closingBadly() {
    return Streams.fromJavaStream(
        java.util.stream.Stream.of(1, 2)
            .onClose(
                () -> {
                  throw new IllegalStateException("in close");
                }));
  }

  @Test
  void closingFailsTheStreamAtItsEnd() {
    List<Integer> seen = new ArrayList<>();
    assertThatThrownBy(() -> hand.run(closingBadly().forEach(seen::add))).hasMessage("in close");
    assertThat(seen).containsExactly(1, 2);
  }

  @Test
  void closingThrowsNothingOutOfACancel() {
    assertThatCode(closingBadly()::cancel).doesNotThrowAnyException();
    assertThatThrownBy(
            () ->
                hand.run(
                    closingBadly()
                        .map(
                            item -> {
                              throw new IOException("real");
                            })
                        .toList()))
        .hasMessage("real");
  }

  // ---- Subscribers

  private static final class Ends implements Subscriber<Integer> {
    final List<Object> signals = new ArrayList<>();
    private final long demand;

    Ends(long demand) {
      this.demand = demand;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      subscription.request(demand);
    }

    @Override
    public void onNext(Integer item) {}

    @Override
    public void onError(Throwable failure) {
      signals.add(failure);
    }

    @Override
    public void onComplete() {
      signals.add("complete");
    }
  }

  @Test
  void subscriberIsToldOfTheEnd() {
    Ends complete = new Ends(1);
    new Unruly(Poll.end()).toPublisher(hand).subscribe(complete);
    hand.runTasks();
    assertThat(complete.signals).containsExactly("complete");
  }

  @Test
  void subscriberIsToldOfTheFailure() {
    Ends failed = new Ends(1);
    Stream<Integer> stream =
        new Stream<>() {
          @Override
          public Poll<@Nullable Integer> pollNext(Context cx) throws Exception {
            throw new IOException("real");
          }

          @Override
          public void cancel() {
            throw new StackOverflowError("in cancel");
          }
        };
    stream.toPublisher(hand).subscribe(failed);
    hand.runTasks();
    assertThat(failed.signals)
        .singleElement()
        .isInstanceOfSatisfying(
            IOException.class, failure -> assertThat(failure).hasMessage("real"));
  }

  @Test
  void subscriberIsToldOfItsBadRequest() {
    Ends bad = new Ends(-1);
    new Unruly(Poll.pending()).toPublisher(hand).subscribe(bad);
    hand.runTasks();
    assertThat(bad.signals).singleElement().isInstanceOf(IllegalArgumentException.class);
  }
}
