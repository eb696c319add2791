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
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Poll;

/**
 * Every operator against a model over lists, under random cuts of demand (single polls and bulk
 * polls that stop after some items), random gaps of upstream, random budgets, and random points of
 * cancellation and failure. Each round has a seed, which a failure prints.
 */
class OperatorLawsTest {
  private static final int ROUNDS = 400;

  /** Whether the output is known in full, or only that it is taken from the input. */
  private enum Kind {
    /** The output equals the model, in order; a failure comes after the model's output. */
    EXACT,
    /** As EXACT, but a failure may overtake items that are held or in flight. */
    FAILS_EARLY,
    /** The output has the model's items in any order. */
    ANY_ORDER,
    /** The output is part of the input, in order. */
    PART
  }

  /**
   * An operator and what it should do.
   *
   * @param startsLate whether upstream comes from a supplier that is not asked before the first
   *     poll
   * @param conserves whether every item that was taken is either in the output or was dropped once
   */
  private record Law(
      String name,
      Kind kind,
      boolean conserves,
      boolean startsLate,
      Function<Stream<Token>, Stream<?>> operator,
      Function<List<Integer>, List<?>> model) {
    Law(
        String name,
        Kind kind,
        boolean conserves,
        Function<Stream<Token>, Stream<?>> operator,
        Function<List<Integer>, List<?>> model) {
      this(name, kind, conserves, false, operator, model);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final Duration SHORT = Duration.ofMillis(3);

  static List<Law> laws() {
    List<Law> laws = new ArrayList<>();
    Function<List<Integer>, List<?>> same = in -> in;
    laws.add(new Law("identity", Kind.EXACT, true, s -> s, same));
    laws.add(new Law("map", Kind.EXACT, false, s -> s.map(t -> t.value + 1), each(in -> in + 1)));
    laws.add(
        new Law(
            "filter",
            Kind.EXACT,
            false,
            s -> s.filter(t -> t.value % 2 == 0),
            in -> in.stream().filter(i -> i % 2 == 0).toList()));
    laws.add(
        new Law(
            "filterMap",
            Kind.EXACT,
            false,
            s -> s.filterMap(t -> t.value % 2 == 0 ? t.value / 2 : null),
            in -> in.stream().filter(i -> i % 2 == 0).map(i -> i / 2).toList()));
    laws.add(new Law("peek", Kind.EXACT, true, s -> s.peek(t -> {}), same));
    laws.add(
        new Law(
            "scan",
            Kind.EXACT,
            false,
            s -> s.scan(0, (sum, t) -> sum + t.value),
            in -> IntStream.range(0, in.size()).mapToObj(i -> sum(in.subList(0, i + 1))).toList()));
    laws.add(new Law("take 0", Kind.EXACT, true, s -> s.take(0), in -> List.of()));
    laws.add(new Law("take 3", Kind.EXACT, true, s -> s.take(3), in -> head(in, 3)));
    laws.add(
        new Law(
            "takeWhile",
            Kind.EXACT,
            false,
            s -> s.takeWhile(t -> t.value != 3),
            in -> in.stream().takeWhile(i -> i != 3).toList()));
    laws.add(new Law("takeUntil never", Kind.EXACT, true, s -> s.takeUntil(never()), same));
    laws.add(
        new Law("skip 2", Kind.EXACT, true, s -> s.skip(2), in -> in.stream().skip(2).toList()));
    laws.add(
        new Law(
            "skipWhile",
            Kind.EXACT,
            false,
            s -> s.skipWhile(t -> t.value != 3),
            in -> in.stream().dropWhile(i -> i != 3).toList()));
    laws.add(
        new Law(
            "distinctUntilChanged",
            Kind.EXACT,
            false,
            s -> s.map(t -> t.value).distinctUntilChanged(),
            OperatorLawsTest::distinctUntilChanged));
    laws.add(
        new Law(
            "enumerate",
            Kind.EXACT,
            true,
            Stream::enumerate,
            in -> IntStream.range(0, in.size()).mapToObj(i -> i + ":" + in.get(i)).toList()));
    laws.add(
        new Law(
            "pairwise",
            Kind.EXACT,
            false,
            s -> s.via(Stateful.<Token, String>pairwise((a, b) -> a + "-" + b)),
            in ->
                IntStream.range(1, in.size())
                    .mapToObj(i -> in.get(i - 1) + "-" + in.get(i))
                    .toList()));
    laws.add(
        new Law(
            "mapOrSkip",
            Kind.EXACT,
            false,
            s ->
                s.via(
                    Recovering.<Token, Integer>mapOrSkip(
                        t -> {
                          if (t.value == 3) {
                            throw new IOException("three");
                          }
                          return t.value;
                        },
                        (t, failure) -> assertThat(t.value).isEqualTo(3))),
            in -> in.stream().filter(i -> i != 3).toList()));
    laws.add(new Law("chunks", Kind.FAILS_EARLY, true, s -> s.chunks(3), in -> chunks(in, 3)));
    laws.add(
        new Law(
            "chunksTimeout", Kind.PART, true, s -> s.via(Batching.chunksTimeout(3, SHORT)), same));
    laws.add(new Law("buffer", Kind.EXACT, true, s -> s.via(Batching.buffer(3)), same));
    laws.add(new Law("latest", Kind.PART, true, s -> s.via(Batching.latest()), same));
    laws.add(
        new Law(
            "conflate", Kind.PART, false, s -> s.via(Batching.<Token>conflate((a, b) -> b)), same));
    laws.add(new Law("throttle", Kind.EXACT, true, s -> s.via(Timing.throttle(SHORT)), same));
    laws.add(new Law("debounce", Kind.PART, true, s -> s.via(Timing.debounce(SHORT)), same));
    laws.add(new Law("sample", Kind.PART, true, s -> s.via(Timing.sample(SHORT)), same));
    laws.add(new Law("timeout", Kind.EXACT, true, s -> s.timeout(Duration.ofDays(1)), same));
    laws.add(
        new Law(
            "timeoutTotal",
            Kind.EXACT,
            true,
            s -> s.via(Timing.timeoutTotal(Duration.ofDays(1))),
            same));
    laws.add(
        new Law(
            "mapError",
            Kind.EXACT,
            true,
            s -> s.via(Recovering.mapError(failure -> failure)),
            same));
    laws.add(
        new Law(
            "recover, failing again",
            Kind.EXACT,
            true,
            s -> s.recover(failure -> Streams.failed(failure)),
            same));
    laws.add(
        new Law(
            "mapAsync", Kind.FAILS_EARLY, false, s -> s.mapAsync(2, t -> slow(t.value, t)), same));
    laws.add(
        new Law(
            "mapAsyncUnordered",
            Kind.ANY_ORDER,
            false,
            s -> s.mapAsyncUnordered(2, t -> slow(t.value, t)),
            same));
    laws.add(
        new Law(
            "flatMap",
            Kind.ANY_ORDER,
            false,
            s -> s.flatMap(2, OperatorLawsTest::twice),
            OperatorLawsTest::doubled));
    laws.add(
        new Law(
            "concatMap",
            Kind.EXACT,
            false,
            s -> s.concatMap(OperatorLawsTest::twice),
            OperatorLawsTest::doubled));
    laws.add(
        new Law(
            "switchMap",
            Kind.PART,
            false,
            s -> s.via(Combining.<Token, Token>switchMap(t -> Streams.of(t))),
            same));
    laws.add(new Law("chain", Kind.EXACT, true, s -> s.chain(Script.<Token>of().end()), same));
    laws.add(
        new Law(
            "merge", Kind.EXACT, true, s -> s.merge(new Script<Token>().gap().gap().end()), same));
    laws.add(
        new Law(
            "interleave",
            Kind.EXACT,
            true,
            s -> s.via(Combining.interleave(new Script<Token>().gap().end())),
            same));
    laws.add(
        new Law(
            "zip",
            Kind.EXACT,
            true,
            s -> s.zip(Streams.range(0, 4), (t, i) -> new Indexed<>(i, t)),
            in ->
                IntStream.range(0, Math.min(4, in.size()))
                    .mapToObj(i -> i + ":" + in.get(i))
                    .toList()));
    laws.add(
        new Law(
            "zip of many",
            Kind.EXACT,
            true,
            s -> Streams.zip(List.of(s)),
            in -> in.stream().map(List::of).toList()));
    laws.add(
        new Law(
            "combineLatest with one",
            Kind.EXACT,
            false,
            s -> Streams.<Token, Token>combineLatest(List.of(s), items -> items.get(0)),
            same));
    laws.add(
        new Law(
            "window",
            Kind.FAILS_EARLY,
            true,
            s -> s.via(Batching.<Token>window(3)).concatMap(window -> window),
            same));
    laws.add(
        new Law(
            "groupBy",
            Kind.ANY_ORDER,
            true,
            s ->
                s.via(Stateful.<Integer, Token>groupBy(t -> t.value, 6, 2))
                    .flatMap(6, group -> group),
            same));
    laws.add(
        new Law(
            "split",
            Kind.ANY_ORDER,
            true,
            s -> {
              Sharing.Split<Token> split = Sharing.split(s, t -> t.value % 2 == 0, 2);
              return split.matching().merge(split.others());
            },
            same));
    laws.add(
        new Law(
            "share",
            Kind.EXACT,
            false,
            s -> {
              Shared<Token> shared = Sharing.share(s, 2);
              Stream<Token> subscriber = shared.subscribe();
              shared.close();
              return subscriber;
            },
            same));
    laws.add(
        new Law(
            "retry, never",
            Kind.EXACT,
            true,
            true,
            s -> Streams.retry(() -> s, Backoff.immediately(0)),
            same));
    laws.add(
        new Law(
            "repeat, never",
            Kind.EXACT,
            true,
            true,
            s -> Streams.repeat(() -> s, Backoff.immediately(0)),
            same));
    laws.add(new Law("lazy", Kind.EXACT, true, true, s -> Streams.lazy(() -> s), same));
    laws.add(
        new Law(
            "many together",
            Kind.EXACT,
            false,
            s ->
                s.via(Batching.buffer(2))
                    .map(t -> t.value)
                    .filter(i -> i != 1)
                    .enumerate()
                    .concatMap(i -> Streams.of(i.item(), i.item()))
                    .take(5),
            in -> head(doubled(in.stream().filter(i -> i != 1).toList()), 5)));
    return laws;
  }

  @ParameterizedTest
  @MethodSource("laws")
  void obeysItsModel(Law law) {
    for (long seed = 0; seed < ROUNDS; seed++) {
      try {
        new Round(law, new Random(seed * 31 + law.name.hashCode())).play();
      } catch (Throwable failure) {
        throw new AssertionError(law + ", seed " + seed + ": " + failure.getMessage(), failure);
      }
    }
  }

  /** One play: an input, a way of polling it, and perhaps a cancellation or a failure. */
  private static final class Round {
    private final Law law;
    private final Random random;
    private final Hand hand = new Hand();
    private final Script<Token> script = new Script<>();
    private final List<Integer> input = new ArrayList<>();
    private final List<Object> output = new ArrayList<>();
    private final boolean fails;
    private final int cancelAt;

    Round(Law law, Random random) {
      this.law = law;
      this.random = random;
      int size = random.nextInt(12);
      for (int i = 0; i < size; i++) {
        while (random.nextInt(3) == 0) {
          script.gap();
        }
        Token token = new Token(random.nextInt(6));
        input.add(token.value);
        script.item(token);
      }
      while (random.nextInt(3) == 0) {
        script.gap();
      }
      fails = random.nextInt(4) == 0;
      cancelAt = random.nextInt(3) == 0 ? random.nextInt(8) : Integer.MAX_VALUE;
      if (fails) {
        script.fail(new IOException("upstream"));
      } else {
        script.end();
      }
    }

    void play() throws Exception {
      Stream<?> stream = law.operator.apply(script);
      boolean ended = false;
      Exception failure = null;
      int steps = 0;
      while (steps++ < cancelAt) {
        if (steps > 1_000) {
          throw new AssertionError("does not come to an end");
        }
        hand.budget = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : -1;
        hand.timers.advance(Duration.ofMillis(random.nextInt(3)));
        int wakes = hand.wakes.get();
        Progress progress;
        try {
          progress = step(stream);
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
      if (!ended) {
        stream.cancel();
      }
      check(stream, ended, failure);
    }

    private Progress step(Stream<?> stream) throws Exception {
      if (random.nextBoolean()) {
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
      int limit = 1 + random.nextInt(4);
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
      List<Object> seen = output.stream().map(OperatorLawsTest::plain).collect(Collectors.toList());
      List<Object> expected = new ArrayList<>(law.model.apply(input));
      boolean whole = ended || (failure != null && law.kind == Kind.EXACT);
      switch (law.kind) {
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
        assertThat(failure).isNull();
        assertThatThrownBy(() -> hand.poll(stream)).isInstanceOf(IllegalStateException.class);
      }
      // The script itself checks that it is cancelled at most once and never after its end.
      boolean untouched = law.startsLate && script.polls == 0;
      assertThat(script.cancels)
          .isEqualTo(untouched || (script.finished && !script.failed) ? 0 : 1);
      if (law.conserves) {
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
  }

  // ---- Small helps.

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
      return list.stream().map(OperatorLawsTest::plain).toList();
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

  private static Function<List<Integer>, List<?>> each(Function<Integer, ?> mapper) {
    return in -> in.stream().map(mapper).toList();
  }

  private static int sum(List<Integer> items) {
    return items.stream().mapToInt(i -> i).sum();
  }

  private static <T> List<T> head(List<T> items, int count) {
    return items.subList(0, Math.min(count, items.size()));
  }

  private static List<Integer> doubled(List<Integer> items) {
    return items.stream().flatMap(i -> java.util.stream.Stream.of(i, i)).toList();
  }

  private static Stream<Token> twice(Token token) {
    return new Script<Token>().item(token).gap().item(token).end();
  }

  private static List<Integer> distinctUntilChanged(List<Integer> items) {
    List<Integer> out = new ArrayList<>();
    for (Integer item : items) {
      if (out.isEmpty() || !out.get(out.size() - 1).equals(item)) {
        out.add(item);
      }
    }
    return out;
  }

  private static List<List<Integer>> chunks(List<Integer> items, int size) {
    List<List<Integer>> out = new ArrayList<>();
    for (int i = 0; i < items.size(); i += size) {
      out.add(items.subList(i, Math.min(items.size(), i + size)));
    }
    return out;
  }

  /** Ready with {@code value} after some polls, each of which wakes itself. */
  private static <T> Future<T> slow(int polls, T value) {
    int[] left = {polls};
    return cx -> {
      if (left[0]-- > 0) {
        cx.waker().wake();
        return Poll.pending();
      }
      return Poll.ready(value);
    };
  }

  private static Future<Void> never() {
    return Futures.pending();
  }
}
