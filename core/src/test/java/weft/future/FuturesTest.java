package weft.future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import weft.future.Probe.ProbeServices;

class FuturesTest {
  private final List<String> log = new ArrayList<>();

  /** Never ready; notes its polls. */
  private Future<String> noting(String name) {
    return cx -> {
      log.add(name);
      return Poll.pending();
    };
  }

  @Test
  void aChainGivesItsValue() throws Exception {
    Future<String> chain =
        Futures.ready(20).map(x -> x + 1).then(x -> Futures.ready(x * 2)).map(x -> "=" + x);
    assertThat(Probe.of(chain).get()).isEqualTo("=42");
  }

  @Test
  void aCheckedExceptionOfAFunctionIsTheFailureItself() {
    IOException planted = new IOException("planted");
    Future<Object> chain =
        Futures.ready(1)
            .map(
                x -> {
                  throw planted;
                });
    assertThat(Probe.of(chain).failure()).isSameAs(planted);
  }

  @Test
  void recoverGetsTheFailureButNoError() throws Exception {
    assertThat(Probe.of(Futures.<Integer>failed(new IOException("a")).recover(f -> 7)).get())
        .isEqualTo(7);
    assertThat(
            Probe.of(
                    Futures.<String>failed(new IOException("a"))
                        .recoverWith(f -> Futures.ready(f.getMessage())))
                .get())
        .isEqualTo("a");
    StackOverflowError error = new StackOverflowError();
    assertThat(Probe.of(Futures.<Integer>failed(error).recover(f -> 7)).failure()).isSameAs(error);
  }

  @Test
  void mapErrorReplacesTheFailure() {
    IOException replaced = new IOException("b");
    assertThat(
            Probe.of(Futures.failed(new IOException("a")).mapError(failure -> replaced)).failure())
        .isSameAs(replaced);
  }

  @Test
  void whenDoneSeesEitherOutcomeAndKeepsWhatItsActionThrows() throws Exception {
    assertThat(Probe.of(Futures.ready(1).whenDone((v, f) -> log.add(v + " " + f))).get())
        .isEqualTo(1);
    IOException planted = new IOException("planted");
    IllegalStateException second = new IllegalStateException("second");
    Throwable failure =
        Probe.of(
                Futures.failed(planted)
                    .whenDone(
                        (v, f) -> {
                          log.add(v + " " + f.getMessage());
                          throw second;
                        }))
            .failure();
    assertThat(failure).isSameAs(planted).hasSuppressedException(second);
    assertThat(log).containsExactly("1 null", "null planted");
  }

  @Test
  void onCancelRunsOnlyWhenCancelled() throws Exception {
    Future<Integer> cancelled = Futures.<Integer>pending().onCancel(() -> log.add("cancelled"));
    assertThat(Probe.of(cancelled).isPending()).isTrue();
    cancelled.cancel();
    cancelled.cancel();
    assertThat(log).containsExactly("cancelled");
    Probe<Integer> ready = Probe.of(Futures.ready(1).onCancel(() -> log.add("no")));
    assertThat(ready.get()).isEqualTo(1);
    ready.cancel();
    assertThat(log).containsExactly("cancelled");
  }

  @Test
  void everythingGivesItsOutcomeOnce() throws Exception {
    List<Future<?>> finished =
        List.of(
            Futures.ready(1),
            Futures.done(),
            Futures.lazy(() -> 1),
            Futures.pollFn(cx -> Poll.ready(1)),
            Futures.consumeBudget(),
            Futures.defer(() -> Futures.ready(1)),
            Futures.borrowed(Futures.ready(1)));
    for (Future<?> future : finished) {
      Probe<?> probe = Probe.of(future);
      assertThat(probe.poll().isReady()).isTrue();
      assertThatThrownBy(probe::poll).isInstanceOf(IllegalStateException.class);
    }
    Probe<?> failed = Probe.of(Futures.failed(new IOException("planted")));
    assertThat(failed.failure()).isInstanceOf(IOException.class);
    assertThatThrownBy(failed::poll).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aCancelledReadyValueIsUndelivered() {
    AtomicInteger released = new AtomicInteger();
    Undelivered value = released::incrementAndGet;
    Futures.ready(value).cancel();
    assertThat(released).hasValue(1);
  }

  @Test
  void lazyRunsAtTheFirstPollOnly() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    Futures.lazy(runs::incrementAndGet).cancel();
    assertThat(runs).hasValue(0);
    assertThat(Probe.of(Futures.lazy(runs::incrementAndGet)).get()).isEqualTo(1);
  }

  @Test
  void yieldNowIsPendingOnceAndDefersItsWaker() throws Exception {
    Probe<Void> yield = Probe.of(Futures.yieldNow());
    assertThat(yield.isPending()).isTrue();
    assertThat(yield.wakes()).isEqualTo(1);
    assertThat(yield.poll().isReady()).isTrue();
    assertThatThrownBy(yield::poll).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void consumeBudgetYieldsAtZeroAndUnconstrainedNever() throws Exception {
    int[] units = {0};
    Future<Void> loop =
        cx -> {
          while (Futures.consumeBudget().poll(cx).isReady()) {
            if (++units[0] == 1000) {
              return Poll.done();
            }
          }
          return Poll.pending();
        };
    Probe<Void> probe = Probe.of(loop);
    assertThat(probe.poll(128).isPending()).isTrue();
    assertThat(units[0]).isEqualTo(128);
    assertThat(probe.wakes()).isEqualTo(1);
    units[0] = 0;
    assertThat(Probe.of(Futures.unconstrained(loop)).poll(128).isReady()).isTrue();
    assertThat(units[0]).isEqualTo(1000);
  }

  @Test
  void unconstrainedRestoresTheBudget() throws Exception {
    Future<Integer> future =
        cx -> {
          assertThat(cx.proceed()).isTrue();
          Futures.unconstrained(Futures.consumeBudget()).poll(cx);
          return Poll.ready(cx.hasBudget() ? 1 : 0);
        };
    assertThat(Probe.of(future).poll(1).get()).isZero();
    assertThat(Probe.of(future).poll(2).get()).isEqualTo(1);
  }

  @Test
  void borrowedLeavesItsOwnersFutureAlone() throws Exception {
    Scripted<Integer> kept = Scripted.ready(2, 5);
    Future<Integer> borrowed = Futures.borrowed(kept);
    assertThat(Probe.of(borrowed).isPending()).isTrue();
    borrowed.cancel();
    assertThat(kept.cancels()).isZero();
    assertThat(Probe.of(Futures.borrowed(kept)).run()).isEqualTo(5);
  }

  @Test
  void joinCombinesAndPollsAnotherBranchFirstEachTime() throws Exception {
    assertThat(Probe.of(Futures.join(Futures.ready(1), Futures.ready("a"), (x, y) -> x + y)).get())
        .isEqualTo("1a");
    Probe<List<String>> join =
        Probe.of(Futures.join(List.of(noting("a"), noting("b"), noting("c"))));
    for (int poll = 0; poll < 4; poll++) {
      assertThat(join.isPending()).isTrue();
    }
    assertThat(String.join("", log)).isEqualTo("abc" + "bca" + "cab" + "abc");
  }

  @Test
  void aBranchThatSpendsTheBudgetDoesNotStarveAnother() throws Exception {
    Future<Void> hungry =
        cx -> {
          while (cx.proceed()) {
            log.add("hungry");
          }
          return Poll.pending();
        };
    Future<String> modest = cx -> cx.proceed() ? Poll.ready("fed") : Poll.pending();
    Probe<String> race = Probe.of(Futures.tryJoin(hungry, modest.map(log::add), (h, m) -> "both"));
    assertThat(race.poll(4).isPending()).isTrue();
    assertThat(log).doesNotContain("fed");
    assertThat(race.poll(4).isPending()).isTrue();
    assertThat(log).contains("fed");
  }

  @Test
  void joinWaitsForAllAndThrowsTheFirstFailure() throws Exception {
    IOException first = new IOException("first");
    IOException second = new IOException("second");
    Scripted<Object> slow = Scripted.failed(3, second);
    Probe<Object> join =
        Probe.of(Futures.join(Scripted.failed(0, first), slow, (x, y) -> new Object()));
    assertThat(join.isPending()).isTrue();
    assertThat(join.isPending()).isTrue();
    assertThat(join.isPending()).isTrue();
    assertThat(join.failure()).isSameAs(first).hasSuppressedException(second);
  }

  @Test
  void tryJoinStopsAtTheFirstFailure() {
    Scripted<Object> slow = Scripted.ready(3, "slow");
    IOException planted = new IOException("planted");
    Probe<Object> join =
        Probe.of(Futures.tryJoin(slow, Scripted.failed(0, planted), (x, y) -> new Object()));
    assertThat(join.failure()).isSameAs(planted);
    assertThat(slow.cancels()).isEqualTo(1);
  }

  @Test
  void joinOfNothingIsAnEmptyList() throws Exception {
    assertThat(Probe.of(Futures.join(List.<Future<Integer>>of())).get()).isEmpty();
    assertThatThrownBy(() -> Futures.race(List.<Future<Integer>>of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ofManyOnlyThoseWokenArePolled() throws Exception {
    int count = 1000;
    List<Waker> wakers = new ArrayList<>();
    boolean[] open = new boolean[count];
    AtomicInteger polls = new AtomicInteger();
    List<Future<Integer>> children = new ArrayList<>();
    for (int child = 0; child < count; child++) {
      int index = child;
      wakers.add(null);
      children.add(
          cx -> {
            polls.incrementAndGet();
            wakers.set(index, cx.waker());
            return open[index] ? Poll.ready(index) : Poll.pending();
          });
    }
    Probe<List<Integer>> join = Probe.of(Futures.join(children));
    assertThat(join.isPending()).isTrue();
    assertThat(polls.getAndSet(0)).isEqualTo(count);
    wakers.get(500).wake();
    wakers.get(500).wake();
    wakers.get(7).wake();
    assertThat(join.isPending()).isTrue();
    assertThat(polls.getAndSet(0)).isEqualTo(2);
    for (int child = 0; child < count; child++) {
      open[child] = true;
      wakers.get(child).wake();
    }
    List<Integer> values = join.get();
    assertThat(values).hasSize(count).startsWith(0, 1, 2).endsWith(count - 1);
    int wakes = join.wakes();
    wakers.forEach(Waker::wake);
    assertThat(join.wakes()).as("late wakes").isEqualTo(wakes);
  }

  @Test
  void selectRunsTheHandlerAfterTheLosersAreCancelled() throws Exception {
    Scripted<String> loser = Scripted.ready(5, "loser");
    Future<Integer> select =
        Futures.select(
            Select.on(loser, value -> -1),
            Select.on(Scripted.ready(0, "winner"), value -> loser.cancels()));
    assertThat(Probe.of(select).get()).isEqualTo(1);
  }

  @Test
  void selectBeginsAtARandomBranchAndBiasedAtTheFirst() throws Exception {
    ProbeServices services = new ProbeServices(); // draws 0, 1, 2, ...
    StringBuilder winners = new StringBuilder();
    for (int round = 0; round < 4; round++) {
      winners.append(
          Probe.of(
                  Futures.select(
                      Select.on(Futures.ready("a"), value -> value),
                      Select.on(Futures.ready("b"), value -> value)),
                  services)
              .get());
    }
    assertThat(winners).hasToString("abab");
    Probe<String> biased =
        Probe.of(
            Futures.selectBiased(
                Select.on(Futures.ready("a"), value -> value),
                Select.on(Futures.ready("b"), value -> value)),
            services);
    assertThat(biased.get()).isEqualTo("a");
  }

  @Test
  void biasedKeepsItsOrderAlsoOfMany() throws Exception {
    List<Select.Branch<Integer>> branches = new ArrayList<>();
    for (int branch = 0; branch < 20; branch++) {
      int index = branch;
      branches.add(Select.on(Scripted.ready(branch < 10 ? 2 : 1, index), value -> value));
    }
    @SuppressWarnings("unchecked")
    Select.Branch<Integer>[] array = branches.toArray(new Select.Branch[0]);
    assertThat(Probe.of(Futures.selectBiased(array)).run()).isEqualTo(10);
  }

  @Test
  void selectWithoutEnabledBranchTakesTheOtherwise() throws Exception {
    Scripted<Integer> disabled = Scripted.ready(0, 1);
    assertThat(
            Probe.of(
                    Futures.select(
                        Select.on(disabled, value -> value).onlyIf(false),
                        Select.otherwise(() -> 9)))
                .get())
        .isEqualTo(9);
    assertThat(disabled.cancels()).isEqualTo(1);
    assertThat(
            Probe.of(Futures.select(Select.on(Futures.ready(1), value -> value).onlyIf(false)))
                .failure())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("otherwise");
  }

  @Test
  void selectWithoutBudgetYieldsThoughABranchIgnoresTheBudget() throws Exception {
    Probe<Integer> select = Probe.of(Futures.select(Select.on(Futures.ready(1), value -> value)));
    assertThat(select.poll(0).isPending()).isTrue();
    assertThat(select.wakes()).isEqualTo(1);
    assertThat(select.poll(1).get()).isEqualTo(1);
  }

  @Test
  void raceAndFirstSuccess() throws Exception {
    assertThat(Probe.of(Futures.race(List.of(Futures.pending(), Futures.ready(1)))).get())
        .isEqualTo(1);
    IOException first = new IOException("first");
    assertThat(Probe.of(Futures.race(List.of(Futures.failed(first), Futures.pending()))).failure())
        .isSameAs(first);
    assertThat(
            Probe.of(Futures.firstSuccess(List.of(Futures.failed(first), Futures.ready(2)))).get())
        .isEqualTo(2);
    IOException second = new IOException("second");
    assertThat(
            Probe.of(
                    Futures.firstSuccess(
                        List.of(Futures.failed(first), Scripted.failed(0, second))))
                .failure())
        .isSameAs(first)
        .hasSuppressedException(second);
  }

  @Test
  void aChildWhoseCancelThrowsDoesNotKeepOthersFromBeingCancelled() throws Exception {
    Future<Object> rude =
        new Future<>() {
          @Override
          public Poll<Object> poll(Context cx) {
            return Poll.pending();
          }

          @Override
          public void cancel() {
            throw new IllegalStateException("planted");
          }
        };
    Scripted<Object> polite = Scripted.ready(9, "x");
    Probe<List<Object>> join = Probe.of(Futures.join(List.of(rude, polite)));
    assertThat(join.isPending()).isTrue();
    join.cancel();
    assertThat(polite.cancels()).isEqualTo(1);
  }
}
