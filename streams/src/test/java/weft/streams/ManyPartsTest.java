package weft.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import weft.future.Context;
import weft.future.Poll;

/** A request costs a subscriber of many chained streams as much as one of a few. */
class ManyPartsTest {
  private static final int PARTS = 1_000;

  private final Hand hand = new Hand();
  private int asked;

  private final class Part implements Stream<Integer> {
    private final Stream<Integer> items = Streams.range(0, 1);

    @Override
    public Poll<@Nullable Integer> pollNext(Context cx) throws Exception {
      return items.pollNext(cx);
    }

    @Override
    public SizeHint sizeHint() {
      asked++;
      return items.sizeHint();
    }
  }

  private Stream<Integer> chained() {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < PARTS; i++) {
      parts.add(new Part());
    }
    return Streams.concat(parts);
  }

  @Test
  void partsAreAskedForTheirSizesOnce() {
    List<Object> signals = new ArrayList<>();
    Subscription[] subscription = new Subscription[1];
    chained()
        .toPublisher(hand)
        .subscribe(
            new Subscriber<>() {
              @Override
              public void onSubscribe(Subscription given) {
                subscription[0] = given;
              }

              @Override
              public void onNext(Integer item) {
                signals.add(item);
              }

              @Override
              public void onError(Throwable failure) {
                signals.add(failure);
              }

              @Override
              public void onComplete() {
                signals.add("complete");
              }
            });
    for (int i = 0; i < PARTS; i++) {
      Objects.requireNonNull(subscription[0]).request(1);
      hand.runTasks();
    }
    assertThat(signals).hasSize(PARTS + 1).endsWith("complete");
    assertThat(asked).isLessThan(10 * PARTS);
  }

  @Test
  void sizeIsThatOfWhatIsLeft() throws Exception {
    Stream<Integer> stream = chained();
    assertThat(stream.sizeHint()).isEqualTo(SizeHint.exactly(PARTS));
    for (int left = PARTS - 1; left >= 0; left--) {
      assertThat(hand.poll(stream).get()).isZero();
      assertThat(stream.sizeHint()).isEqualTo(SizeHint.exactly(left));
    }
    assertThat(hand.poll(stream).get()).isNull();
    assertThat(stream.sizeHint()).isEqualTo(SizeHint.exactly(0));
  }

  @Test
  void partWithoutASizeCountsUntilItHasBegun() throws Exception {
    Stream<Integer> stream = Streams.concat(Streams.of(1), Streams.lazy(() -> Streams.of(2, 3)));
    assertThat(stream.sizeHint()).isEqualTo(new SizeHint(1, Long.MAX_VALUE));
    assertThat(hand.poll(stream).get()).isEqualTo(1);
    assertThat(hand.poll(stream).get()).isEqualTo(2);
    assertThat(stream.sizeHint()).isEqualTo(SizeHint.exactly(1));
  }
}
