package weft.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import weft.future.Future;
import weft.future.Poll;

/** Streams of streams whose upstream always has another item: the inner ones have their turn. */
class ReadyUpstreamTest {
  private final Hand hand = new Hand();
  private int pulled;

  ReadyUpstreamTest() {
    hand.budget = 128;
  }

  private Stream<Integer> endless() {
    return Streams.iterate(0, i -> i + 1).peek(item -> pulled++);
  }

  /** Polls a limited number of times. */
  private <T> T within(int polls, Future<T> future) throws Exception {
    for (int i = 0; i < polls; i++) {
      Poll<T> poll = hand.poll(future);
      if (poll.isReady()) {
        return poll.get();
      }
    }
    throw new AssertionError("not ready after " + polls + " polls; pulled " + pulled);
  }

  @Test
  void innerStreamGivesWhatItHasBeforeItIsReplaced() throws Exception {
    Stream<Integer> latest =
        endless().via(Combining.<Integer, Integer>switchMap(i -> Streams.of(i * 10, i * 10 + 1)));
    assertThat(within(10, latest.take(4).toList())).containsExactly(0, 1, 10, 11);
    assertThat(pulled).isLessThan(128);
  }

  @Test
  void soDoesOneThatIsMadeWithTheLastUnitOfBudget() throws Exception {
    hand.budget = 1;
    Stream<Integer> latest =
        Streams.of(1, 2).via(Combining.<Integer, Integer>switchMap(i -> Streams.of(i)));
    assertThat(within(10, latest.toList())).containsExactly(1, 2);
  }

  @Test
  void innerStreamThatAlwaysHasMoreIsReplacedAfterATurn() throws Exception {
    Stream<Integer> latest =
        Streams.of(1, 2)
            .via(
                Combining.<Integer, Integer>switchMap(
                    i -> Streams.range(0, 100).map(item -> i * 1000 + item)));
    List<Integer> items = within(10, latest.toList());
    assertThat(items).hasSize(132);
    assertThat(items.subList(0, 32)).allMatch(item -> item < 2000);
    assertThat(items.subList(32, 132)).allMatch(item -> item >= 2000);
  }

  @Test
  void innerStreamThatWaitsIsReplacedAtOnce() throws Exception {
    List<Script<Integer>> inner = new ArrayList<>();
    Stream<Integer> latest =
        Streams.of(1, 2, 3)
            .via(
                Combining.<Integer, Integer>switchMap(
                    i -> {
                      inner.add(i == 3 ? Script.of(i) : new Script<>());
                      return inner.get(i - 1);
                    }));
    assertThat(hand.poll(latest).get()).isEqualTo(3);
    assertThat(inner).extracting(script -> script.cancels).containsExactly(1, 1, 0);
    latest.cancel();
  }

  @Test
  void flatMapWithoutLimitGivesItemsAndStaysSmall() throws Exception {
    Stream<Integer> items = endless().flatMap(Integer.MAX_VALUE, i -> Streams.of(i));
    assertThat(within(100, items.take(1000).toList())).hasSize(1000);
    assertThat(pulled).isLessThan(1100);
  }

  @Test
  void soItDoesOneItemAtATime() throws Exception {
    Stream<Integer> items = endless().flatMap(Integer.MAX_VALUE, i -> Streams.of(i));
    for (int i = 0; i < 1000; i++) {
      within(10, items.next());
    }
    assertThat(pulled).isLessThan(1100);
    items.cancel();
  }

  @Test
  void innerStreamsThatAlwaysHaveMoreDoNotKeepOthersFromStarting() throws Exception {
    Stream<Integer> items =
        Streams.range(0, 100).flatMap(100, i -> Streams.iterate(i, same -> same));
    Set<Integer> seen = new HashSet<>();
    for (int polls = 0; polls < 1000 && seen.size() < 100; polls++) {
      hand.pollEach(
          items,
          item -> {
            seen.add(item);
            return true;
          });
    }
    assertThat(seen).hasSize(100);
    items.cancel();
  }
}
