package weft.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.future.Context;
import weft.future.Futures;
import weft.future.Poll;

/** Members of a set that leave it from inside their own poll: by themselves, or with all others. */
class LeavingMembersTest {
  private final Hand hand = new Hand();
  private final StreamMap<String, Integer> map = StreamMap.create();

  /** Does something at its first poll, and says when it is cancelled from inside it. */
  private static final class Member implements Stream<Integer> {
    private final Runnable action;
    private final Poll<@Nullable Integer> answer;
    private boolean polled;
    int cancels;

    Member(Runnable action, Poll<@Nullable Integer> answer) {
      this.action = action;
      this.answer = answer;
    }

    @Override
    public Poll<@Nullable Integer> pollNext(Context cx) {
      polled = true;
      action.run();
      polled = false;
      return answer;
    }

    @Override
    public void cancel() {
      cancels++;
      assertThat(polled).as("cancelled inside its poll").isFalse();
    }
  }

  private List<StreamMap.Entry<String, Integer>> all() throws Exception {
    List<StreamMap.Entry<String, Integer>> entries = new ArrayList<>();
    StreamMap.Entry<String, Integer> entry;
    while ((entry = hand.poll(map).get()) != null) {
      entries.add(entry);
    }
    return entries;
  }

  private static StreamMap.Entry<String, Integer> entry(String key, int item) {
    return new StreamMap.Entry<>(key, item);
  }

  @Test
  void memberThatTakesItselfOutAndEndsLeavesTheOthers() throws Exception {
    Member member = new Member(() -> map.remove("a"), Poll.end());
    map.put("a", member);
    map.put("b", Streams.of(10, 11));
    map.put("c", Streams.of(20));
    assertThat(all()).containsExactlyInAnyOrder(entry("b", 10), entry("b", 11), entry("c", 20));
    assertThat(map.size()).isZero();
    assertThat(member.cancels).isEqualTo(1);
  }

  @Test
  void itemOfAMemberThatTakesItselfOutIsGivenWithItsKey() throws Exception {
    Member member = new Member(() -> map.remove("a"), Poll.ready(1));
    map.put("a", member);
    map.put("b", Streams.of(10));
    assertThat(all()).containsExactlyInAnyOrder(entry("a", 1), entry("b", 10));
    assertThat(member.cancels).isEqualTo(1);
  }

  @Test
  void memberThatWaitsAfterItHasTakenItselfOutIsCancelled() throws Exception {
    Member member = new Member(() -> map.remove("a"), Poll.pending());
    map.put("a", member);
    assertThat(hand.poll(map).get()).isNull();
    assertThat(member.cancels).isEqualTo(1);
  }

  @Test
  void memberThatPutsItsSuccessorUnderItsKeyIsReplaced() throws Exception {
    Script<Integer> successor = Script.of(100, 101);
    Member member = new Member(() -> map.put("a", successor), Poll.end());
    map.put("a", member);
    map.put("b", Streams.of(10));
    assertThat(hand.run(map.nextMany(9)))
        .containsExactlyInAnyOrder(entry("b", 10), entry("a", 100), entry("a", 101));
    assertThat(map.containsKey("a")).isTrue();
    assertThat(map.size()).isEqualTo(1);
    map.cancel();
    assertThat(successor.cancels).isEqualTo(1);
    assertThat(member.cancels).isEqualTo(1);
  }

  @Test
  void successorOfAMemberThatFailsStays() throws Exception {
    Script<Integer> successor = Script.of(100);
    map.put(
        "a",
        cx -> {
          map.put("a", successor);
          throw new IOException("lost");
        });
    assertThatThrownBy(() -> hand.poll(map)).hasMessage("lost");
    assertThat(map.keys()).containsExactly("a");
    assertThat(hand.poll(map).get()).isEqualTo(entry("a", 100));
    map.cancel();
    assertThat(successor.cancels).isEqualTo(1);
  }

  @Test
  void mapThatAMemberCancelsIsEmpty() throws Exception {
    Script<Integer> other = Script.of(10);
    Member member = new Member(map::cancel, Poll.pending());
    map.put("a", member);
    map.put("b", other);
    assertThat(hand.poll(map).get()).isNull();
    assertThat(map.size()).isZero();
    assertThat(member.cancels).isEqualTo(1);
    assertThat(other.cancels).isEqualTo(1);
  }

  /** Each one is a turn: the others, and other tasks, get theirs. */
  @Test
  @Timeout(30)
  void membersThatReplaceThemselvesForEverDoNotHoldTheTask() throws Exception {
    map.put("a", replacing());
    assertThat(hand.poll(map).isPending()).isTrue(); // returns
    assertThat(hand.wakes.get()).isPositive();
  }

  private Stream<Integer> replacing() {
    return cx -> {
      map.put("a", replacing());
      return Poll.end();
    };
  }

  @Test
  void futuresThatOneOfThemCancelsAreGone() throws Exception {
    FuturesUnordered<Token> futures = FuturesUnordered.create();
    Token late = new Token(1);
    futures.add(
        cx -> {
          futures.cancel();
          return Poll.ready(late);
        });
    futures.add(Futures.ready(new Token(2)));
    assertThat(hand.poll(futures).get()).isNull();
    assertThat(futures.size()).isZero();
    assertThat(late.dropped).as("nobody gets it").isEqualTo(1);
    futures.add(Futures.ready(new Token(3)));
    assertThat(hand.poll(futures).get().value).isEqualTo(3);
  }

  @Test
  void orderedFuturesThatOneOfThemCancelsAreGone() throws Exception {
    FuturesOrdered<Token> futures = FuturesOrdered.create();
    Token late = new Token(1);
    futures.add(
        cx -> {
          futures.cancel();
          return Poll.ready(late);
        });
    futures.add(Futures.ready(new Token(2)));
    assertThat(hand.poll(futures).get()).isNull();
    assertThat(futures.size()).isZero();
    assertThat(late.dropped).as("nobody gets it").isEqualTo(1);
  }
}
