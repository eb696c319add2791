package weft.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import weft.future.Poll;

/** One play of one law: polls the operator as the play says, and compares with the model. */
final class LawRound {
  private static Hand current = new Hand();

  private final Hand hand = new Hand();
  private final Script<Token> script = new Script<>();
  private final List<Integer> input = new ArrayList<>();
  private final List<Object> output = new ArrayList<>();
  private final List<Promise> promises = new ArrayList<>();
  private final Law law;
  private final Play play;

  /** What the operator said was still to come, when it had given so many items. */
  private record Promise(int given, SizeHint hint) {}

  /** Of the round that is played. */
  static Hand hand() {
    return current;
  }

  LawRound(Law law, Play play) {
    current = hand;
    this.law = law;
    this.play = play;
    for (Play.Arrival arrival : play.arrivals()) {
      for (int i = 0; i < arrival.gaps(); i++) {
        script.gap();
      }
      input.add(arrival.value());
      script.item(new Token(arrival.value()));
    }
    script.tellSize();
    for (int i = 0; i < play.gapsBeforeTheEnd(); i++) {
      script.gap();
    }
    if (play.fails()) {
      script.fail(new IOException("upstream"));
    } else {
      script.end();
    }
  }

  void play() throws Exception {
    Stream<?> stream = law.operator().apply(script);
    boolean ended = false;
    Exception failure = null;
    int steps = 0;
    while (steps < play.cancelAt()) {
      Play.Turn turn = play.turn(steps);
      promises.add(new Promise(output.size(), stream.sizeHint()));
      if (++steps > 1_000) {
        throw new AssertionError("does not come to an end");
      }
      hand.budget = turn.budget();
      hand.timers.advance(Duration.ofMillis(turn.millis()));
      int wakes = hand.wakes.get();
      Progress progress;
      try {
        progress = turn.limit() == 0 ? one(stream) : several(stream, turn.limit());
      } catch (IOException thrown) {
        failure = thrown;
        break;
      }
      if (progress == Progress.DONE) {
        ended = true;
        break;
      }
      if (progress == Progress.PENDING) {
        hand.runTasks();
        while (hand.wakes.get() == wakes) {
          assertThat(hand.timers.advanceToNext()).as("pending, and nobody wakes").isTrue();
        }
      }
    }
    if (!ended || stream == script) {
      stream.cancel();
      hand.runTasks(); // an operator with a task of its own gives up upstream there
    }
    check(stream, ended, failure);
  }

  private Progress one(Stream<?> stream) throws Exception {
    Poll<?> poll = hand.poll(stream);
    if (poll.isPending()) {
      return Progress.PENDING;
    }
    if (poll.get() == null) {
      return Progress.DONE;
    }
    output.add(poll.get());
    return Progress.STOPPED;
  }

  private Progress several(Stream<?> stream, int limit) throws Exception {
    int[] left = {limit};
    Progress progress =
        hand.pollEach(
            stream,
            item -> {
              assertThat(left[0]).as("items wanted").isPositive();
              left[0]--;
              output.add(item);
              return left[0] > 0;
            });
    if (left[0] == 0) {
      assertThat(progress).isNotEqualTo(Progress.PENDING);
    } else {
      assertThat(progress).isNotEqualTo(Progress.STOPPED);
    }
    return progress;
  }

  private void check(Stream<?> stream, boolean ended, @Nullable Exception failure) {
    List<Object> seen = output.stream().map(LawRound::plain).collect(Collectors.toList());
    List<Object> expected = new ArrayList<>(law.model().apply(input));
    boolean whole = ended || (failure != null && law.kind() == Law.Kind.EXACT);
    switch (law.kind()) {
      case EXACT, FAILS_EARLY -> {
        if (whole) {
          assertThat(seen).isEqualTo(expected);
        } else {
          assertThat(expected.subList(0, Math.min(seen.size(), expected.size()))).isEqualTo(seen);
        }
      }
      case ANY_ORDER -> {
        if (whole) {
          assertThat(seen).containsExactlyInAnyOrderElementsOf(expected);
        } else {
          assertThat(counts(expected)).satisfies(all -> assertContains(all, counts(seen)));
        }
      }
      case PART ->
          assertThat(counts(flat(expected)))
              .satisfies(all -> assertContains(all, counts(flat(seen))));
    }
    if (ended) {
      assertThat(promises)
          .allSatisfy(
              promise ->
                  assertThat((long) output.size() - promise.given())
                      .as("items after %s", promise)
                      .isBetween(promise.hint().atLeast(), promise.hint().atMost()));
      assertThat(failure).isNull();
      assertThatThrownBy(() -> hand.poll(stream)).isInstanceOf(IllegalStateException.class);
    }
    // Also after its end: upstream may be one direction of a connection that stays open otherwise.
    boolean untouched = law.startsLate() && script.polls == 0;
    assertThat(script.cancels).as("cancels of upstream").isEqualTo(untouched ? 0 : 1);
    if (law.conserves()) {
      conservation();
    }
  }

  private void conservation() {
    List<Object> delivered = new ArrayList<>();
    output.forEach(item -> collectTokens(item, delivered));
    for (Token token : script.taken) {
      int times = 0;
      for (Object other : delivered) {
        times += other == token ? 1 : 0;
      }
      assertThat(times + token.dropped).as("deliveries and drops of " + token).isEqualTo(1);
    }
  }

  private static void collectTokens(@Nullable Object item, List<Object> into) {
    if (item instanceof Token) {
      into.add(item);
    } else if (item instanceof Collection<?> items) {
      items.forEach(each -> collectTokens(each, into));
    } else if (item instanceof Indexed<?> indexed) {
      collectTokens(indexed.item(), into);
    }
  }

  private static Object plain(Object item) {
    if (item instanceof Token token) {
      return token.value;
    }
    if (item instanceof Indexed<?> indexed) {
      return indexed.index() + ":" + indexed.item();
    }
    if (item instanceof List<?> list) {
      return list.stream().map(LawRound::plain).toList();
    }
    return item;
  }

  private static List<Object> flat(List<?> items) {
    List<Object> flat = new ArrayList<>();
    for (Object item : items) {
      if (item instanceof List<?> list) {
        flat.addAll(flat(list));
      } else {
        flat.add(item);
      }
    }
    return flat;
  }

  private static Map<Object, Integer> counts(List<?> items) {
    Map<Object, Integer> counts = new HashMap<>();
    items.forEach(item -> counts.merge(item, 1, Integer::sum));
    return counts;
  }

  private static void assertContains(Map<Object, Integer> all, Map<Object, Integer> part) {
    part.forEach(
        (item, count) -> assertThat(all.getOrDefault(item, 0)).isGreaterThanOrEqualTo(count));
  }
}
