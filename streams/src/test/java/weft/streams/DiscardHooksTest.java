package weft.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Hooks for what is dropped may wait for a lock of the user's: while one runs, another thread can
 * use the other parts of the same stream.
 */
@Timeout(120)
class DiscardHooksTest {
  private final Hand hand = new Hand();
  private final List<Integer> dropped = new ArrayList<>();

  /** Has another thread do something whenever an item is dropped, and waits for that. */
  private final class Hook implements Consumer<Integer> {
    private Runnable elsewhere = () -> {};

    @Override
    public void accept(Integer item) {
      Thread other = new Thread(elsewhere);
      other.setDaemon(true);
      other.start();
      try {
        other.join(TimeUnit.SECONDS.toMillis(20));
      } catch (InterruptedException interrupted) {
        throw new AssertionError(interrupted);
      }
      if (!other.isAlive()) { // else it is kept waiting, and a failure would only be logged
        dropped.add(item);
      }
    }
  }

  private static void poll(Stream<?> stream) {
    try {
      assertThat(new Hand().poll(stream).isReady()).isTrue();
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  @Test
  void cancelledPartOfASplit() throws Exception {
    Hook hook = new Hook();
    Sharing.Split<Integer> split =
        Sharing.split(Streams.of(1, 2, 4), item -> item % 2 == 0, 8, hook);
    hook.elsewhere = () -> poll(split.matching());
    assertThat(hand.poll(split.matching()).get()).isEqualTo(2);
    split.others().cancel();
    assertThat(dropped).containsExactly(1);
  }

  @Test
  void itemThatIsPulledForACancelledPart() throws Exception {
    Hook hook = new Hook();
    Sharing.Split<Integer> split = Sharing.split(Streams.of(1, 2), item -> item % 2 == 0, 8, hook);
    split.others().cancel();
    hook.elsewhere = split.others()::cancel;
    assertThat(hand.poll(split.matching()).get()).isEqualTo(2);
    assertThat(dropped).containsExactly(1);
  }

  @Test
  void unseenGroupOfACancelledStreamOfGroups() throws Exception {
    Hook hook = new Hook();
    Stream<Group<Integer, Integer>> groups =
        Streams.of(1, 2, 1).via(Stateful.<Integer, Integer>groupBy(i -> i, 4, 4, hook));
    Group<Integer, Integer> ones = Objects.requireNonNull(hand.poll(groups).get());
    assertThat(hand.poll(ones).get()).isEqualTo(1);
    assertThat(hand.poll(ones).get()).isEqualTo(1); // the other group waits meanwhile
    hook.elsewhere = groups::cancel;
    groups.cancel();
    assertThat(dropped).containsExactly(2);
  }

  @Test
  void copiesOfACancelledSubscriber() throws Exception {
    Hook hook = new Hook();
    Shared<Integer> shared = Sharing.share(Streams.of(1, 2), 4, item -> item * 10, hook);
    Stream<Integer> left = shared.subscribe();
    Stream<Integer> right = shared.subscribe();
    hook.elsewhere = () -> shared.subscribe().cancel();
    assertThat(hand.poll(left).get()).isEqualTo(10);
    right.cancel();
    assertThat(dropped).containsExactly(1, 10);
  }
}
