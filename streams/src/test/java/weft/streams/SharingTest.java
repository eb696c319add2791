package weft.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import weft.future.Future;
import weft.future.Poll;

class SharingTest {
  private final Hand hand = new Hand();

  @Test
  void runOnStaysWithinItsBuffer() throws Exception {
    Script<Integer> script = Script.of(1, 2, 3, 4, 5).end();
    Stream<Integer> ahead = script.via(Sharing.<Integer>runOn(hand, 2));
    assertThat(script.polls).as("lazy").isZero();
    assertThat(hand.poll(ahead).isPending()).isTrue();
    hand.runTasks();
    assertThat(script.taken).hasSize(2);
    assertThat(hand.run(ahead.toList())).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void runOnGivesItemsBeforeTheFailure() {
    Script<Integer> script = Script.of(1, 2).fail(new IOException("later"));
    List<Integer> seen = new ArrayList<>();
    assertThatThrownBy(
            () -> hand.run(script.via(Sharing.<Integer>runOn(hand, 8)).forEach(seen::add)))
        .hasMessage("later");
    assertThat(seen).containsExactly(1, 2);
    assertThat(script.cancels).isEqualTo(1);
  }

  @Test
  void cancelledRunOnCancelsUpstreamInItsTaskAndDropsTheBuffer() throws Exception {
    Token first = new Token(1);
    Token second = new Token(2);
    Script<Token> script = new Script<Token>().item(first).item(second).block();
    Stream<Token> ahead = script.via(Sharing.<Token>runOn(hand, 8));
    assertThat(hand.poll(ahead).isPending()).isTrue();
    hand.runTasks();
    assertThat(hand.poll(ahead).get()).isSameAs(first);
    ahead.cancel();
    assertThat(second.dropped).isEqualTo(1);
    assertThat(first.dropped).isZero();
    hand.runTasks();
    assertThat(script.cancels).isEqualTo(1);
  }

  @Test
  void runOnWhoseSpawnerThrowsGivesUpUpstream() {
    Script<Integer> script = Script.of(1).end();
    Stream<Integer> ahead =
        script.via(
            Sharing.<Integer>runOn(
                future -> {
                  throw new RejectedExecutionException("full");
                },
                8));
    assertThatThrownBy(() -> hand.run(ahead.toList()))
        .isInstanceOf(RejectedExecutionException.class);
    assertThat(script.cancels).isEqualTo(1);
  }

  @Test
  void subscriberThatComesAfterTheFailureGetsItToo() {
    Shared<Integer> shared = Sharing.share(Script.<Integer>of(1).fail(new IOException("lost")), 2);
    assertThatThrownBy(() -> hand.run(shared.subscribe().toList())).hasMessage("lost");
    assertThatThrownBy(() -> hand.run(shared.subscribe().toList())).hasMessage("lost");
  }

  @Test
  void subscriberThatComesAfterTheEndFindsTheEnd() throws Exception {
    Shared<Integer> shared = Sharing.share(Script.<Integer>of(1).end(), 2);
    assertThat(hand.run(shared.subscribe().toList())).containsExactly(1);
    assertThat(hand.run(shared.subscribe().toList())).isEmpty();
  }

  @Test
  void runOnWhoseTaskIsRefusedFails() {
    Script<Integer> script = Script.of(1).end();
    Stream<Integer> ahead = script.via(Sharing.<Integer>runOn(Future::cancel, 8));
    assertThatThrownBy(() -> hand.run(ahead.toList())).isInstanceOf(CancellationException.class);
    assertThat(script.cancels).isEqualTo(1);
  }

  @Test
  void slowestSubscriberSetsThePace() throws Exception {
    Script<Integer> script = Script.of(1, 2, 3, 4).end();
    Shared<Integer> shared = Sharing.share(script, 2);
    Stream<Integer> fast = shared.subscribe();
    Stream<Integer> slow = shared.subscribe();
    assertThat(hand.poll(fast).get()).isEqualTo(1);
    assertThat(hand.poll(fast).get()).isEqualTo(2);
    assertThat(hand.poll(fast).isPending()).as("the slow one's buffer is full").isTrue();
    int wakes = hand.wakes.get();
    assertThat(hand.poll(slow).get()).isEqualTo(1);
    assertThat(hand.wakes.get()).as("the fast one is woken").isGreaterThan(wakes);
    assertThat(hand.poll(fast).get()).isEqualTo(3);
    slow.cancel();
    assertThat(hand.run(fast.toList())).containsExactly(4);
  }

  @Test
  void sharedUpstreamIsCancelledWithTheLastSubscriberOnceClosed() throws Exception {
    Script<Integer> script = new Script<>();
    Shared<Integer> shared = Sharing.share(script, 1);
    Stream<Integer> one = shared.subscribe();
    one.cancel();
    assertThat(script.cancels).as("others may still come").isZero();
    Stream<Integer> two = shared.subscribe();
    shared.close();
    assertThatThrownBy(shared::subscribe).hasMessageContaining("closed");
    assertThat(script.cancels).isZero();
    two.cancel();
    assertThat(script.cancels).isEqualTo(1);
  }

  @Test
  void failureReachesAllSubscribersAfterTheirItems() throws Exception {
    Shared<Integer> shared = Sharing.share(Script.of(1).fail(new IOException("shared")), 4);
    Stream<Integer> left = shared.subscribe();
    Stream<Integer> right = shared.subscribe();
    assertThat(hand.poll(left).get()).isEqualTo(1);
    assertThatThrownBy(() -> hand.poll(left)).hasMessage("shared");
    assertThat(hand.poll(right).get()).isEqualTo(1);
    assertThatThrownBy(() -> hand.poll(right)).hasMessage("shared");
  }

  @Test
  void splitPartThatNobodyReadsStopsTheOtherAtItsBuffer() throws Exception {
    Script<Token> script = new Script<>();
    List<Token> odd = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      odd.add(new Token(1));
      script.item(odd.get(i));
    }
    script.item(new Token(2)).end();
    Sharing.Split<Token> split = Sharing.split(script, token -> token.value % 2 == 0, 2);
    assertThat(hand.poll(split.matching()).isPending()).isTrue();
    assertThat(script.taken).as("two in the buffer and one parked").hasSize(3);
    split.others().cancel();
    assertThat(odd).allSatisfy(token -> assertThat(token.dropped).isEqualTo(1));
    assertThat(hand.poll(split.matching()).get().value).isEqualTo(2);
    assertThat(hand.poll(split.matching()).get()).isNull();
  }

  /** Upstream owes nobody a wake for an item that was taken: the part that waits needs one. */
  @Test
  void itemThatOnePartPullsForTheOtherWakesIt() throws Exception {
    Deque<Poll<Integer>> polls = new ArrayDeque<>();
    polls.add(Poll.pending());
    polls.add(Poll.ready(2));
    polls.add(Poll.pending());
    Sharing.Split<Integer> split = Sharing.split(cx -> polls.remove(), item -> item == 2, 1);
    Hand waiting = new Hand();
    assertThat(waiting.poll(split.matching()).isPending()).isTrue();
    assertThat(hand.poll(split.others()).isPending()).isTrue();
    assertThat(waiting.wakes.get()).isEqualTo(1);
    assertThat(waiting.poll(split.matching()).get()).isEqualTo(2);
  }

  @Test
  void groupsAreReadByDifferentConsumers() throws Exception {
    Script<Integer> script = Script.of(1, 11, 2, 21).end();
    Stream<Group<Integer, Integer>> groups =
        script.via(Stateful.<Integer, Integer>groupBy(i -> i % 10, 4, 4));
    Group<Integer, Integer> ones = hand.run(groups.next());
    assertThat(ones.key()).isEqualTo(1);
    assertThat(hand.poll(ones).get()).isEqualTo(1);
    Group<Integer, Integer> twos = hand.run(groups.next());
    assertThat(twos.key()).isEqualTo(2);
    assertThat(hand.run(groups.next())).isNull();
    assertThat(hand.run(ones.toList())).containsExactly(11, 21);
    assertThat(hand.run(twos.toList())).containsExactly(2);
  }

  @Test
  void oneGroupTooManyFailsAndSaysWhatToDo() throws Exception {
    Script<Integer> script = Script.of(1, 2, 3).end();
    Stream<Group<Integer, Integer>> groups =
        script.via(Stateful.<Integer, Integer>groupBy(i -> i, 2, 4));
    Group<Integer, Integer> first = hand.run(groups.next());
    assertThat(hand.run(groups.next())).isNotNull();
    assertThatThrownBy(() -> hand.run(groups.next()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("more than 2 groups")
        .hasMessageContaining("maxGroups");
    assertThat(script.cancels).isEqualTo(1);
    assertThat(hand.poll(first).get()).isEqualTo(1);
    assertThatThrownBy(() -> hand.poll(first)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void cancelledGroupFreesItsPlaceAndOpensAnewWithALaterItem() throws Exception {
    Token kept = new Token(1);
    Script<Token> script =
        new Script<Token>().item(kept).item(new Token(1)).item(new Token(1)).end();
    Stream<Group<Integer, Token>> groups =
        script.via(Stateful.<Integer, Token>groupBy(token -> token.value, 1, 1));
    Group<Integer, Token> first = hand.run(groups.next());
    first.cancel();
    assertThat(kept.dropped).isEqualTo(1);
    Group<Integer, Token> second = hand.run(groups.next());
    assertThat(hand.run(second.toList())).hasSize(2);
  }

  @Test
  void windowsHaveTheirOwnEnds() throws Exception {
    Stream<Stream<Integer>> windows = Streams.range(0, 5).via(Batching.<Integer>window(2));
    Stream<Integer> first = hand.run(windows.next());
    Stream<Integer> second = hand.run(windows.next());
    assertThat(hand.run(second.toList())).containsExactly(2, 3);
    assertThat(hand.run(first.toList())).containsExactly(0, 1);
    assertThat(hand.run(hand.run(windows.next()).toList())).containsExactly(4);
    assertThat(hand.run(windows.next())).isNull();
  }

  @Test
  void upstreamIsCancelledWhenWindowsAndTheCurrentOneAreGivenUp() throws Exception {
    Script<Integer> script = Script.of(1);
    Stream<Stream<Integer>> windows = script.via(Batching.<Integer>window(2));
    Stream<Integer> current = hand.run(windows.next());
    windows.cancel();
    assertThat(script.cancels).as("the current window goes on").isZero();
    current.cancel();
    assertThat(script.cancels).isEqualTo(1);
  }
}
