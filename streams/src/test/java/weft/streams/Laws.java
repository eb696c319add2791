package weft.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Poll;

/** Every operator with its model over lists. */
final class Laws {
  private Laws() {}

  private static final Duration SHORT = Duration.ofMillis(3);

  static List<Law> all() {
    List<Law> laws = new ArrayList<>();
    Function<List<Integer>, List<?>> same = in -> in;
    laws.add(new Law("identity", Law.Kind.EXACT, true, s -> s, same));
    laws.add(
        new Law("map", Law.Kind.EXACT, false, s -> s.map(t -> t.value + 1), each(in -> in + 1)));
    laws.add(
        new Law(
            "filter",
            Law.Kind.EXACT,
            false,
            s -> s.filter(t -> t.value % 2 == 0),
            in -> in.stream().filter(i -> i % 2 == 0).toList()));
    laws.add(
        new Law(
            "filterMap",
            Law.Kind.EXACT,
            false,
            s -> s.filterMap(t -> t.value % 2 == 0 ? t.value / 2 : null),
            in -> in.stream().filter(i -> i % 2 == 0).map(i -> i / 2).toList()));
    laws.add(
        new Law(
            "map and filter, which are one stage",
            Law.Kind.EXACT,
            false,
            s -> s.map(t -> t.value + 1).filter(i -> i % 2 == 0),
            in -> in.stream().map(i -> i + 1).filter(i -> i % 2 == 0).toList()));
    laws.add(new Law("peek", Law.Kind.EXACT, true, s -> s.peek(t -> {}), same));
    laws.add(
        new Law(
            "scan",
            Law.Kind.EXACT,
            false,
            s -> s.scan(0, (sum, t) -> sum + t.value),
            in -> IntStream.range(0, in.size()).mapToObj(i -> sum(in.subList(0, i + 1))).toList()));
    laws.add(new Law("take 0", Law.Kind.EXACT, true, s -> s.take(0), in -> List.of()));
    laws.add(new Law("take 3", Law.Kind.EXACT, true, s -> s.take(3), in -> head(in, 3)));
    laws.add(
        new Law(
            "takeWhile",
            Law.Kind.EXACT,
            false,
            s -> s.takeWhile(t -> t.value != 3),
            in -> in.stream().takeWhile(i -> i != 3).toList()));
    laws.add(new Law("takeUntil never", Law.Kind.EXACT, true, s -> s.takeUntil(never()), same));
    laws.add(
        new Law(
            "skip 2", Law.Kind.EXACT, true, s -> s.skip(2), in -> in.stream().skip(2).toList()));
    laws.add(
        new Law(
            "skipWhile",
            Law.Kind.EXACT,
            false,
            s -> s.skipWhile(t -> t.value != 3),
            in -> in.stream().dropWhile(i -> i != 3).toList()));
    laws.add(
        new Law(
            "distinctUntilChanged",
            Law.Kind.EXACT,
            false,
            s -> s.map(t -> t.value).distinctUntilChanged(),
            Laws::distinctUntilChanged));
    laws.add(
        new Law(
            "enumerate",
            Law.Kind.EXACT,
            true,
            Stream::enumerate,
            in -> IntStream.range(0, in.size()).mapToObj(i -> i + ":" + in.get(i)).toList()));
    laws.add(
        new Law(
            "pairwise",
            Law.Kind.EXACT,
            false,
            s -> s.via(Stateful.<Token, String>pairwise((a, b) -> a + "-" + b)),
            in ->
                IntStream.range(1, in.size())
                    .mapToObj(i -> in.get(i - 1) + "-" + in.get(i))
                    .toList()));
    laws.add(
        new Law(
            "mapOrSkip",
            Law.Kind.EXACT,
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
    laws.add(new Law("chunks", Law.Kind.FAILS_EARLY, true, s -> s.chunks(3), in -> chunks(in, 3)));
    laws.add(
        new Law(
            "chunksTimeout",
            Law.Kind.PART,
            true,
            s -> s.via(Batching.chunksTimeout(3, SHORT)),
            same));
    laws.add(new Law("buffer", Law.Kind.EXACT, true, s -> s.via(Batching.buffer(3)), same));
    laws.add(new Law("latest", Law.Kind.PART, true, s -> s.via(Batching.latest()), same));
    laws.add(
        new Law(
            "conflate",
            Law.Kind.PART,
            false,
            s -> s.via(Batching.<Token>conflate((a, b) -> b)),
            same));
    laws.add(new Law("throttle", Law.Kind.EXACT, true, s -> s.via(Timing.throttle(SHORT)), same));
    laws.add(new Law("debounce", Law.Kind.PART, true, s -> s.via(Timing.debounce(SHORT)), same));
    laws.add(new Law("sample", Law.Kind.PART, true, s -> s.via(Timing.sample(SHORT)), same));
    laws.add(new Law("timeout", Law.Kind.EXACT, true, s -> s.timeout(Duration.ofDays(1)), same));
    laws.add(
        new Law(
            "timeoutTotal",
            Law.Kind.EXACT,
            true,
            s -> s.via(Timing.timeoutTotal(Duration.ofDays(1))),
            same));
    laws.add(
        new Law(
            "mapError",
            Law.Kind.EXACT,
            true,
            s -> s.via(Recovering.mapError(failure -> failure)),
            same));
    laws.add(
        new Law(
            "recover, failing again",
            Law.Kind.EXACT,
            true,
            s -> s.recover(failure -> Streams.failed(failure)),
            same));
    laws.add(
        new Law(
            "recoverItem, failing again",
            Law.Kind.EXACT,
            true,
            s ->
                s.via(
                    Recovering.<Token>recoverItem(
                        failure -> {
                          throw failure;
                        })),
            same));
    laws.add(
        new Law("endOnFailure", Law.Kind.EXACT, true, s -> s.via(Recovering.endOnFailure()), same));
    laws.add(
        new Law(
            "mapAsync",
            Law.Kind.FAILS_EARLY,
            false,
            s -> s.mapAsync(2, t -> slow(t.value, t)),
            same));
    laws.add(
        new Law(
            "mapAsyncUnordered",
            Law.Kind.ANY_ORDER,
            false,
            s -> s.mapAsyncUnordered(2, t -> slow(t.value, t)),
            same));
    laws.add(
        new Law(
            "flatMap", Law.Kind.ANY_ORDER, false, s -> s.flatMap(2, Laws::twice), Laws::doubled));
    laws.add(
        new Law(
            "flatten",
            Law.Kind.ANY_ORDER,
            false,
            s -> s.map(Laws::twice).via(Combining.<Token>flatten(2)),
            Laws::doubled));
    laws.add(
        new Law("concatMap", Law.Kind.EXACT, false, s -> s.concatMap(Laws::twice), Laws::doubled));
    laws.add(
        new Law(
            "switchMap",
            Law.Kind.PART,
            false,
            s -> s.via(Combining.<Token, Token>switchMap(t -> Streams.of(t))),
            same));
    laws.add(new Law("chain", Law.Kind.EXACT, true, s -> s.chain(Script.<Token>of().end()), same));
    laws.add(
        new Law(
            "merge",
            Law.Kind.EXACT,
            true,
            s -> s.merge(new Script<Token>().gap().gap().end()),
            same));
    laws.add(
        new Law(
            "interleave",
            Law.Kind.EXACT,
            true,
            s -> s.via(Combining.interleave(new Script<Token>().gap().end())),
            same));
    laws.add(
        new Law(
            "zip",
            Law.Kind.EXACT,
            true,
            s -> s.zip(Streams.range(0, 4), (t, i) -> new Indexed<>(i, t)),
            in ->
                IntStream.range(0, Math.min(4, in.size()))
                    .mapToObj(i -> i + ":" + in.get(i))
                    .toList()));
    laws.add(
        new Law(
            "zip of many",
            Law.Kind.EXACT,
            true,
            s -> Streams.zip(List.of(s)),
            in -> in.stream().map(List::of).toList()));
    laws.add(
        new Law(
            "combineLatest with one",
            Law.Kind.EXACT,
            false,
            s -> Streams.<Token, Token>combineLatest(List.of(s), items -> items.get(0)),
            same));
    laws.add(
        new Law(
            "combineLatest",
            Law.Kind.PART,
            false,
            s ->
                s.via(
                    Combining.<Token, String, Token>combineLatest(
                        new Script<String>().gap().item("x").end(), (token, x) -> token)),
            same));
    laws.add(
        new Law(
            "window",
            Law.Kind.FAILS_EARLY,
            true,
            s -> s.via(Batching.<Token>window(3)).concatMap(window -> window),
            same));
    laws.add(
        new Law(
            "groupBy",
            Law.Kind.ANY_ORDER,
            true,
            s ->
                s.via(Stateful.<Integer, Token>groupBy(t -> t.value, 6, 2))
                    .flatMap(6, group -> group),
            same));
    laws.add(
        new Law(
            "split",
            Law.Kind.ANY_ORDER,
            true,
            s -> {
              Sharing.Split<Token> split = Sharing.split(s, t -> t.value % 2 == 0, 2);
              return split.matching().merge(split.others());
            },
            same));
    laws.add(
        new Law(
            "share",
            Law.Kind.EXACT,
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
            "share with copies",
            Law.Kind.EXACT,
            true,
            s -> {
              Shared<Token> shared =
                  Sharing.share(s, 2, token -> new Token(token.value), Token::onUndelivered);
              Stream<Token> subscriber = shared.subscribe();
              shared.close();
              return subscriber;
            },
            same));
    laws.add(
        new Law(
            "runOn",
            Law.Kind.EXACT,
            true,
            s -> s.via(Sharing.<Token>runOn(future -> LawRound.hand().spawn(future), 2)),
            same));
    laws.add(
        new Law(
            "retry, never",
            Law.Kind.EXACT,
            true,
            true,
            s -> Streams.retry(() -> s, Backoff.immediately(0)),
            same));
    laws.add(
        new Law(
            "repeat, never",
            Law.Kind.EXACT,
            true,
            true,
            s -> Streams.repeat(() -> s, Backoff.immediately(0)),
            same));
    laws.add(new Law("lazy", Law.Kind.EXACT, true, true, s -> Streams.lazy(() -> s), same));
    laws.add(
        new Law(
            "many together",
            Law.Kind.EXACT,
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

  // ---- Small helps.

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
