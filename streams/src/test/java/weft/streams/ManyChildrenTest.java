package weft.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import weft.future.Context;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Poll;
import weft.future.Waker;

/**
 * Composites of many futures or streams: who is polled when, in which order, and who is dropped.
 */
class ManyChildrenTest {
  private final Hand hand = new Hand();

  /** A future that is finished by hand and counts its polls. */
  private static final class Manual<T> implements Future<T> {
    private @Nullable T value;
    private @Nullable Waker waker;
    int polls;
    int cancels;

    @Override
    public Poll<T> poll(Context cx) {
      polls++;
      waker = cx.waker();
      T ready = value;
      return ready == null ? Poll.pending() : Poll.ready(ready);
    }

    void finish(T result) {
      value = result;
      wake();
    }

    void wake() {
      Waker waiting = waker;
      if (waiting != null) {
        waiting.wake();
      }
    }

    @Override
    public void cancel() {
      cancels++;
    }
  }

  @Test
  void onlyWokenFuturesArePolled() throws Exception {
    FuturesUnordered<Integer> set = FuturesUnordered.create();
    List<Manual<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      Manual<Integer> future = new Manual<>();
      futures.add(future);
      set.add(future);
    }
    assertThat(hand.poll(set).isPending()).isTrue();
    futures.get(700).finish(700);
    futures.get(3).finish(3);
    assertThat(hand.wakes.get()).isPositive();
    assertThat(hand.poll(set).get()).as("in the order of waking").isEqualTo(700);
    assertThat(hand.poll(set).get()).isEqualTo(3);
    assertThat(hand.poll(set).isPending()).isTrue();
    assertThat(futures).allSatisfy(future -> assertThat(future.polls).isLessThanOrEqualTo(2));
    assertThat(futures.stream().mapToInt(future -> future.polls).sum()).isEqualTo(1_002);
    set.cancel();
    assertThat(futures.stream().mapToInt(future -> future.cancels).sum()).isEqualTo(998);
  }

  @Test
  void manyWakesOfOneFutureArePolledOnce() throws Exception {
    FuturesUnordered<Integer> set = FuturesUnordered.create();
    Manual<Integer> future = new Manual<>();
    set.add(future);
    assertThat(hand.poll(set).isPending()).isTrue();
    future.wake();
    future.wake();
    future.wake();
    assertThat(hand.poll(set).isPending()).isTrue();
    assertThat(future.polls).isEqualTo(2);
  }

  @Test
  void futureThatWakesItselfForEverDoesNotHoldTheTask() throws Exception {
    FuturesUnordered<Integer> set = FuturesUnordered.create();
    set.add(
        cx -> {
          cx.waker().wake();
          return Poll.pending();
        });
    int before = hand.wakes.get();
    assertThat(hand.poll(set).isPending()).isTrue(); // returns
    assertThat(hand.wakes.get()).isGreaterThan(before);
  }

  @Test
  void spentBudgetEndsThePollAndComesBack() throws Exception {
    FuturesUnordered<Integer> set = FuturesUnordered.create();
    int[] polls = {0};
    for (int i = 0; i < 100; i++) {
      int value = i;
      set.add(
          cx -> {
            polls[0]++;
            return cx.proceed() ? Poll.ready(value) : Poll.pending();
          });
    }
    hand.budget = 10;
    int[] taken = {0};
    assertThat(
            hand.pollEach(
                set,
                value -> {
                  taken[0]++;
                  return true;
                }))
        .isEqualTo(Progress.PENDING);
    assertThat(taken[0]).as("a unit for each future's own, and one for its value").isEqualTo(5);
    assertThat(polls[0]).as("not all of them learned that there is no budget").isLessThan(20);
    assertThat(hand.wakes.get()).isPositive();
    hand.budget = -1;
    assertThat(hand.run(set.toList())).hasSize(95);
  }

  @Test
  void failedFutureIsTakenOutAndTheOthersStay() throws Exception {
    FuturesUnordered<Integer> set = FuturesUnordered.create();
    set.add(Futures.failed(new IOException("one")));
    set.add(Futures.ready(2));
    assertThatThrownBy(() -> hand.poll(set)).isInstanceOf(IOException.class);
    assertThat(hand.poll(set).get()).isEqualTo(2);
    assertThat(hand.poll(set).get()).isNull();
    set.add(Futures.ready(3));
    assertThat(hand.poll(set).get()).as("goes on after its end").isEqualTo(3);
  }

  @Test
  void futuresOrderedKeepsTheOrderAndDropsWhatWaits() throws Exception {
    FuturesOrdered<Token> queue = FuturesOrdered.create();
    Manual<Token> first = new Manual<>();
    Token early = new Token(2);
    queue.add(first);
    queue.add(Futures.ready(early));
    assertThat(hand.poll(queue).isPending()).isTrue();
    queue.cancel();
    assertThat(first.cancels).isEqualTo(1);
    assertThat(early.dropped).isEqualTo(1);
  }

  @Test
  void mapAsyncRunsAsManyAsAllowedAndKeepsTheOrder() throws Exception {
    List<Manual<String>> started = new ArrayList<>();
    Stream<String> mapped =
        Streams.range(0, 5)
            .mapAsync(
                2,
                i -> {
                  Manual<String> future = new Manual<>();
                  started.add(future);
                  return future;
                });
    assertThat(hand.poll(mapped).isPending()).isTrue();
    assertThat(started).hasSize(2);
    started.get(1).finish("b");
    assertThat(hand.poll(mapped).isPending()).isTrue();
    assertThat(started).as("a waiting result counts").hasSize(2);
    started.get(0).finish("a");
    assertThat(hand.poll(mapped).get()).isEqualTo("a");
    assertThat(hand.poll(mapped).get()).isEqualTo("b");
    assertThat(hand.poll(mapped).isPending()).isTrue();
    mapped.cancel();
    assertThat(started).hasSize(4);
    assertThat(started.get(2).cancels + started.get(3).cancels).isEqualTo(2);
  }

  @Test
  void mapAsyncDropsResultsThatWaitForAnEarlierOne() throws Exception {
    Token result = new Token(1);
    Stream<Token> mapped =
        Streams.range(0, 2).mapAsync(2, i -> i == 0 ? new Manual<Token>() : Futures.ready(result));
    assertThat(hand.poll(mapped).isPending()).isTrue();
    mapped.cancel();
    assertThat(result.dropped).isEqualTo(1);
  }

  @Test
  void forEachConcurrentWaitsForAll() throws Exception {
    List<Manual<String>> started = new ArrayList<>();
    Future<@Nullable Void> all =
        Streams.range(0, 3)
            .forEachConcurrent(
                2,
                i -> {
                  Manual<String> future = new Manual<>();
                  started.add(future);
                  return future;
                });
    assertThat(hand.poll(all).isPending()).isTrue();
    assertThat(started).hasSize(2);
    started.get(1).finish("x");
    assertThat(hand.poll(all).isPending()).isTrue();
    assertThat(started).hasSize(3);
    started.get(0).finish("x");
    started.get(2).finish("x");
    assertThat(hand.poll(all).isReady()).isTrue();
  }

  @Test
  void mergeServesEachInTurn() throws Exception {
    List<Integer> items =
        hand.run(
            Streams.merge(Streams.range(0, 100), Streams.range(1_000, 1_100)).take(70).toList());
    assertThat(items.stream().filter(i -> i < 1_000).count()).isBetween(30L, 40L);
  }

  @Test
  void failureOfOneMergedStreamCancelsTheOthers() {
    Script<Integer> waiting = new Script<>();
    Stream<Integer> merged =
        Streams.merge(waiting, new Script<Integer>().fail(new IOException("other")));
    assertThatThrownBy(() -> hand.run(merged.toList())).hasMessage("other");
    assertThat(waiting.cancels).isEqualTo(1);
  }

  @Test
  void flatMapStartsTheNextWhenOneEnds() throws Exception {
    List<Script<Integer>> started = new ArrayList<>();
    Stream<Integer> flat =
        Streams.range(0, 3)
            .flatMap(
                2,
                i -> {
                  Script<Integer> script = new Script<Integer>().item(i).block().end();
                  started.add(script);
                  return script;
                });
    List<Integer> seen = new ArrayList<>();
    assertThat(hand.pollEach(flat, seen::add)).isEqualTo(Progress.PENDING);
    assertThat(seen).containsExactly(0, 1);
    started.get(1).proceed();
    assertThat(hand.pollEach(flat, seen::add)).isEqualTo(Progress.PENDING);
    assertThat(seen).containsExactly(0, 1, 2);
    flat.cancel();
    assertThat(started.get(0).cancels).isEqualTo(1);
    assertThat(started.get(1).cancels).as("has ended").isEqualTo(1);
    assertThat(started.get(2).cancels).isEqualTo(1);
  }

  @Test
  void streamMapTakesOutWhatHasEndedAndNamesTheKey() throws Exception {
    StreamMap<String, Integer> map = StreamMap.create();
    Script<Integer> blocked = new Script<Integer>().item(1).block().end();
    map.put("a", blocked);
    map.put("b", Streams.of(10, 11));
    List<String> seen = new ArrayList<>();
    assertThat(
            hand.pollEach(
                map,
                entry -> {
                  seen.add(entry.key() + entry.item());
                  return true;
                }))
        .isEqualTo(Progress.PENDING);
    assertThat(seen).containsExactlyInAnyOrder("a1", "b10", "b11");
    assertThat(map.keys()).containsExactly("a");
    map.put("a", Streams.of(5));
    assertThat(blocked.cancels).as("replaced").isEqualTo(1);
    assertThat(hand.run(map.next())).isEqualTo(new StreamMap.Entry<>("a", 5));
    assertThat(hand.run(map.next())).isNull();
    assertThat(map.isEmpty()).isTrue();
  }

  @Test
  void streamMapGivesManyUpToALimitAndIsFairAcrossCalls() throws Exception {
    StreamMap<Integer, Integer> map = StreamMap.create();
    for (int key = 0; key < 4; key++) {
      map.put(key, Streams.range(0, 200));
    }
    int[] counts = new int[4];
    for (int call = 0; call < 16; call++) {
      List<StreamMap.Entry<Integer, Integer>> some = hand.run(map.nextMany(32));
      assertThat(some).hasSizeLessThanOrEqualTo(32).isNotEmpty();
      some.forEach(entry -> counts[entry.key()]++);
    }
    for (int count : counts) {
      assertThat(count).isBetween(64, 192);
    }
  }

  @Test
  void streamMapGivesWhatItHasBeforeAFailure() throws Exception {
    StreamMap<String, Integer> map = StreamMap.create();
    map.put("ok", new Script<Integer>().item(1).block());
    map.put("bad", new Script<Integer>().fail(new IOException("bad")));
    assertThat(hand.run(map.nextMany(10))).containsExactly(new StreamMap.Entry<>("ok", 1));
    assertThatThrownBy(() -> hand.run(map.nextMany(10))).hasMessage("bad");
    assertThat(map.keys()).containsExactly("ok");
  }

  @Test
  void combineLatestWaitsForAllAndThenFollowsEach() throws Exception {
    Script<Integer> left = new Script<Integer>().item(1).item(2).block().item(3).end();
    Script<String> right = new Script<String>().block().item("x").end();
    Stream<String> both = left.via(Combining.combineLatest(right, (i, s) -> i + s));
    assertThat(hand.poll(both).isPending()).isTrue();
    right.proceed();
    assertThat(hand.poll(both).get()).isEqualTo("2x");
    assertThat(hand.poll(both).isPending()).isTrue();
    left.proceed();
    assertThat(hand.poll(both).get()).isEqualTo("3x");
    assertThat(hand.poll(both).get()).isNull();
  }

  @Test
  void switchMapCancelsTheOlderStream() throws Exception {
    Script<Integer> outer = new Script<Integer>().item(1);
    List<Script<Integer>> inner = new ArrayList<>();
    Stream<Integer> latest =
        outer.via(
            Combining.<Integer, Integer>switchMap(
                i -> {
                  Script<Integer> script = new Script<Integer>().item(i * 10);
                  inner.add(script);
                  return script;
                }));
    assertThat(hand.poll(latest).get()).isEqualTo(10);
    assertThat(hand.poll(latest).isPending()).isTrue();
    outer.item(2).end().wake();
    assertThat(hand.poll(latest).get()).isEqualTo(20);
    assertThat(inner.get(0).cancels).isEqualTo(1);
    inner.get(1).end().wake();
    assertThat(hand.poll(latest).get()).isNull();
  }

  @Test
  void takeUntilCancelsWhatHasNotEnded() throws Exception {
    Manual<String> signal = new Manual<>();
    Script<Integer> script = Script.of(1);
    Stream<Integer> until = script.takeUntil(signal);
    assertThat(hand.poll(until).get()).isEqualTo(1);
    assertThat(hand.poll(until).isPending()).isTrue();
    signal.finish("now");
    assertThat(hand.poll(until).get()).isNull();
    assertThat(script.cancels).isEqualTo(1);

    Manual<String> unused = new Manual<>();
    assertThat(hand.run(Streams.of(1).takeUntil(unused).toList())).containsExactly(1);
    assertThat(unused.cancels).isEqualTo(1);
  }

  @Test
  void interleaveTakesStrictTurns() throws Exception {
    assertThat(hand.run(Streams.of(1, 2, 3).via(Combining.interleave(Streams.of(10))).toList()))
        .containsExactly(1, 10, 2, 3);
  }

  @Test
  void unfoldRunsStepsUntilOneIsNull() throws Exception {
    Stream<Integer> stream =
        Streams.unfold(
            1,
            state ->
                Futures.<Streams.@Nullable Step<Integer, Integer>>ready(
                    state > 8 ? null : new Streams.Step<>(state, state * 2)));
    assertThat(hand.run(stream.toList())).containsExactly(1, 2, 4, 8);
  }
}
