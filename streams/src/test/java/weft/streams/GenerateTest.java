package weft.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static weft.async.Async.async;
import static weft.async.Async.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Undelivered;
import weft.runtime.WeftRuntime;
import weft.task.JoinHandle;

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
      AtomicInteger begun = new AtomicInteger();
      try (WeftRuntime runtime = runtime(multiThread)) {
        Stream<Item> stream =
            Streams.generate(
                out -> {
                  try {
                    for (int i = 0; i < 4; i++) {
                      begun.incrementAndGet();
                      out.emit(new Item(i, released)); // the stream's, also if this throws
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
      assertThat(released).as("taken %s", taken).hasSize(begun.get() - taken);
      assertThat(released).doesNotHaveDuplicates();
    }
  }

  @Test
  void whoEmitsWhileAnotherOneWaitsIsRefusedAndItsItemHandedOver() throws Exception {
    ConcurrentLinkedQueue<Integer> released = new ConcurrentLinkedQueue<>();
    AtomicReference<Emission<Item>> known = new AtomicReference<>();
    try (WeftRuntime runtime = WeftRuntime.currentThread()) {
      Stream<Item> stream =
          Streams.generate(
              out -> {
                known.set(out);
                out.emit(new Item(0, released));
                await(Futures.pending());
              });
      assertThat(runtime.blockOn(stream.next()).number()).isZero();
      List<JoinHandle<Void>> others = new ArrayList<>(); // the first finds a place, the next waits
      for (int i = 1; i <= 3; i++) {
        Item item = new Item(i, released);
        others.add(runtime.spawn(async(() -> known.get().emit(item))));
      }
      assertThatThrownBy(() -> runtime.blockOn(others.get(2)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("another emit of the same stream waits");
      assertThat(released).containsExactly(3);
      assertThat(runtime.blockOn(stream.next()).number()).isEqualTo(1);
      assertThat(runtime.blockOn(stream.next()).number()).isEqualTo(2);
      stream.cancel();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void emitOfOthersIsRefusedOnceTheStreamIsOver(boolean multiThread) throws Exception {
    for (boolean cancelled : new boolean[] {false, true}) {
      ConcurrentLinkedQueue<Integer> released = new ConcurrentLinkedQueue<>();
      AtomicReference<Emission<Item>> known = new AtomicReference<>();
      try (WeftRuntime runtime = runtime(multiThread)) {
        Stream<Item> stream =
            Streams.generate(
                out -> {
                  known.set(out);
                  out.emit(new Item(0, released));
                });
        assertThat(runtime.blockOn(stream.next()).number()).isZero();
        if (cancelled) {
          runtime.blockOn(
              Futures.lazy(
                  () -> {
                    stream.cancel();
                    return 1;
                  }));
        } else {
          assertThat(runtime.blockOn(stream.next())).isNull();
        }
        JoinHandle<Void> late = runtime.spawn(async(() -> known.get().emit(new Item(1, released))));
        assertThatThrownBy(() -> runtime.blockOn(late))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("after the stream has ended or was cancelled");
        assertThat(released).containsExactly(1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void emitOfOthersThatWaitsEndsWithTheStream(boolean multiThread) throws Exception {
    ConcurrentLinkedQueue<Integer> released = new ConcurrentLinkedQueue<>();
    AtomicReference<Emission<Item>> known = new AtomicReference<>();
    try (WeftRuntime runtime = runtime(multiThread)) {
      Stream<Item> stream =
          Streams.generate(
              out -> {
                known.set(out);
                out.emit(new Item(0, released));
                await(Futures.pending());
              });
      assertThat(runtime.blockOn(stream.next()).number()).isZero();
      JoinHandle<Void> other =
          runtime.spawn(
              async(
                  () -> {
                    known.get().emit(new Item(1, released)); // there is a place
                    known.get().emit(new Item(2, released)); // there is none
                  }));
      runtime.blockOn(runtime.spawn(Futures.yieldNow()));
      runtime.blockOn(
          Futures.lazy(
              () -> {
                stream.cancel();
                return 1;
              }));
      assertThatThrownBy(() -> runtime.blockOn(other)).isInstanceOf(IllegalStateException.class);
    }
    assertThat(released).contains(1).doesNotHaveDuplicates();
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
