package weft.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static weft.async.Async.async;
import static weft.async.Async.await;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Undelivered;
import weft.runtime.WeftRuntime;

/** Straight-line code as a stream: what it does ahead of demand, and what becomes of its items. */
@Timeout(60)
class GenerateTest {

  private static WeftRuntime runtime(boolean multiThread) {
    return multiThread
        ? WeftRuntime.builder().workerThreads(2).build()
        : WeftRuntime.currentThread();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void codeIsNeverMoreThanOneItemAhead(boolean multiThread) throws Exception {
    AtomicInteger begun = new AtomicInteger();
    Stream<Integer> stream =
        Streams.generate(
            out -> {
              for (int i = 0; i < 1000; i++) {
                begun.incrementAndGet();
                out.emit(i);
              }
            });
    try (WeftRuntime runtime = runtime(multiThread)) {
      runtime.blockOn(Futures.yieldNow());
      assertThat(begun).as("emits begun before the first demand").hasValue(0);
      for (int taken = 1; taken <= 1000; taken++) {
        assertThat(runtime.blockOn(stream.next())).isEqualTo(taken - 1);
        // One that has been taken, one that waits to be, one whose emit waits for room.
        assertThat(begun.get()).isBetween(taken, Math.min(1000, taken + 2));
      }
      assertThat(runtime.blockOn(stream.next())).isNull();
    }
  }

  /** Code that always has another item does not keep the other tasks of its runtime waiting. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void codeThatEmitsWithoutEndLetsOthersHaveTheirTurn(boolean multiThread) throws Exception {
    try (WeftRuntime runtime = runtime(multiThread)) {
      AtomicInteger others = new AtomicInteger();
      Future<Void> endless =
          Streams.<Integer>generate(
                  out -> {
                    for (int i = 0; others.get() < 2; i++) {
                      out.emit(i);
                    }
                  })
              .forEach(item -> {});
      runtime.spawn(Futures.lazy(others::incrementAndGet));
      runtime.spawn(Futures.yieldNow().map(done -> others.incrementAndGet()));
      runtime.blockOn(endless);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void codeAwaitsAndNestsBetweenItems(boolean multiThread) throws Exception {
    try (WeftRuntime runtime = runtime(multiThread)) {
      Stream<Integer> stream =
          Streams.generate(
              out -> {
                for (int i = 0; i < 5; i++) {
                  int item = i;
                  await(Futures.yieldNow());
                  out.emit(await(async(() -> await(Futures.yieldNow()) == null ? item : -1)));
                  await(async(() -> out.emit(item + 100))); // by a body inside
                }
              });
      assertThat(runtime.blockOn(runtime.spawn(stream.toList())))
          .isEqualTo(List.of(0, 100, 1, 101, 2, 102, 3, 103, 4, 104));
    }
  }

  /** An item that counts whether it was let go of. */
  private record Item(int number, ConcurrentLinkedQueue<Integer> released) implements Undelivered {
    @Override
    public void onUndelivered() {
      released.add(number);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void itemsThatNobodyTookAreReleasedOnceWhereverTheStreamIsCancelled(boolean multiThread)
      throws Exception {
    for (int taken = 1; taken <= 4; taken++) {
      ConcurrentLinkedQueue<Integer> released = new ConcurrentLinkedQueue<>();
      CountDownLatch unwound = new CountDownLatch(1);
      AtomicInteger emitted = new AtomicInteger();
      try (WeftRuntime runtime = runtime(multiThread)) {
        Stream<Item> stream =
            Streams.generate(
                out -> {
                  try {
                    for (int i = 0; i < 4; i++) {
                      out.emit(new Item(i, released));
                      emitted.incrementAndGet();
                    }
                  } finally {
                    unwound.countDown();
                  }
                });
        for (int i = 0; i < taken; i++) {
          Item item = runtime.blockOn(stream.next());
          assertThat(item.number()).isEqualTo(i);
        }
        runtime.blockOn(
            Futures.lazy(
                () -> {
                  stream.cancel();
                  return 1;
                }));
        assertThat(unwound.await(20, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(released).as("taken %s", taken).hasSize(emitted.get() - taken);
      assertThat(released).doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void nullIsNoItem(boolean multiThread) throws Exception {
    try (WeftRuntime runtime = runtime(multiThread)) {
      Stream<String> stream = Streams.generate(out -> out.emit(nothing()));
      assertThatThrownBy(() -> runtime.blockOn(stream.next()))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("item");
    }
  }

  @SuppressWarnings("NullAway") // what a caller without nullness checks may pass
  private static String nothing() {
    return null;
  }
}
