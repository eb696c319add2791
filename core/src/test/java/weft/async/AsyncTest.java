package weft.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static weft.async.Async.async;
import static weft.async.Async.await;
import static weft.async.Async.cleanup;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Select;
import weft.runtime.Handle;
import weft.runtime.WeftRuntime;
import weft.sync.Oneshot;
import weft.sync.Semaphore;
import weft.task.JoinHandle;
import weft.task.Outcome;
import weft.time.Time;

/** Straight-line bodies, on whatever engine this JVM has; the build runs them on each. */
class AsyncTest {

  @ParameterizedTest
  @EnumSource
  void bodyIsColdAndGivesItsValue(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      AtomicInteger runs = new AtomicInteger();
      Future<Integer> body = async(runs::incrementAndGet);
      assertThat(runs).hasValue(0);
      assertThat(runtime.blockOn(body)).isEqualTo(1);
      assertThat(runtime.blockOn(runtime.spawn(async(() -> 42)))).isEqualTo(42);
    }
  }

  @ParameterizedTest
  @EnumSource
  void awaitWaitsAtAnyDepthOfCalls(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      assertThat(runtime.blockOn(async(() -> depth(100)))).isEqualTo(100);
    }
  }

  private static int depth(int left) throws Exception {
    if (left == 0) {
      await(Futures.yieldNow());
      return 0;
    }
    return 1 + depth(left - 1);
  }

  @ParameterizedTest
  @EnumSource
  void twoBodiesTalkThroughChannels(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      Oneshot<String> question = Oneshot.channel();
      Oneshot<String> answer = Oneshot.channel();
      Future<String> both =
          async(
              () -> {
                JoinHandle<Void> other =
                    weft.Weft.spawn(
                        async(
                            () -> {
                              answer.sender().send(await(question.receiver()) + "!");
                            }));
                question.sender().send("hello");
                String reply = await(answer.receiver());
                await(other);
                return reply;
              });
      assertThat(runtime.blockOn(both)).isEqualTo("hello!");
    }
  }

  @ParameterizedTest
  @EnumSource
  void bodiesNestAndJoin(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      Future<Integer> nested =
          async(
              () -> {
                int inner = await(async(() -> yieldsThen(3)));
                int joined =
                    await(
                        Futures.join(
                            async(() -> yieldsThen(4)), async(() -> yieldsThen(5)), Integer::sum));
                return inner + joined;
              });
      assertThat(runtime.blockOn(nested)).isEqualTo(12);
    }
  }

  private static int yieldsThen(int value) throws Exception {
    await(Futures.yieldNow());
    int deeper = await(async(() -> value - 1));
    await(Futures.yieldNow());
    return deeper + 1;
  }

  @ParameterizedTest
  @EnumSource
  void failuresKeepTheirTypeAndShowTheBodies(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      IOException thrown = new IOException("broken");
      Future<Void> outer = async(() -> await(async(() -> fails(thrown))));
      assertThatThrownBy(() -> runtime.blockOn(outer)).isSameAs(thrown);
      List<String> methods = new ArrayList<>();
      for (StackTraceElement frame : thrown.getStackTrace()) {
        methods.add(frame.getMethodName());
      }
      assertThat(methods).contains("failuresKeepTheirTypeAndShowTheBodies", "await");
    }
  }

  private static Void fails(IOException thrown) throws IOException {
    throw thrown;
  }

  @ParameterizedTest
  @EnumSource
  void abortUnwindsThroughFinallyAndTheHandleWaitsForIt(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      Oneshot<Void> never = Oneshot.channel();
      Oneshot<String> started = Oneshot.channel();
      List<String> log = new ArrayList<>();
      JoinHandle<Void> task =
          runtime.spawn(
              async(
                  () -> {
                    try (AutoCloseable resource = () -> log.add("closed")) {
                      started.sender().send("yes");
                      await(never.receiver());
                      log.add("unreachable");
                    } catch (Exception swallowed) {
                      log.add("swallowed");
                    } finally {
                      cleanup(() -> await(Futures.yieldNow()));
                      log.add("finally");
                    }
                  }));
      Outcome<Void> outcome =
          runtime.blockOn(
              async(
                  () -> {
                    await(started.receiver());
                    task.abort();
                    return await(task.outcome());
                  }));
      assertThat(outcome).isInstanceOf(Outcome.Cancelled.class);
      assertThat(log).containsExactly("closed", "finally");
    }
  }

  @ParameterizedTest
  @EnumSource
  void cancelledBodyThrowsAgainAtAwaitsThatWaitAndGivesWhatIsReady(Flavour flavour)
      throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      Semaphore gate = Semaphore.withPermits(0);
      List<String> log = new ArrayList<>();
      CountDownLatch done = new CountDownLatch(1);
      Future<Void> body =
          async(
              () -> {
                try {
                  await(gate.acquire());
                } catch (CancelledError cancelled) {
                  log.add("first");
                  log.add(await(Futures.ready("ready")));
                  try {
                    await(gate.acquire());
                  } catch (CancelledError again) {
                    log.add("again");
                  }
                  throw cancelled;
                } finally {
                  done.countDown();
                }
              });
      Future<String> winner = Futures.ready("winner");
      String result =
          runtime.blockOn(
              async(
                  () -> {
                    return await(
                        Futures.selectBiased(
                            Select.on(body, v -> "body"), Select.on(yieldTwice(winner), w -> w)));
                  }));
      assertThat(result).contains("winner");
      assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(log).containsExactly("first", "ready", "again");
    }
  }

  private static Future<String> yieldTwice(Future<String> then) {
    return Futures.yieldNow().then(a -> Futures.yieldNow()).then(b -> then);
  }

  @ParameterizedTest
  @EnumSource
  void ownedResourceIsClosedHoweverTheBodyEnds(Flavour flavour) throws Exception {
    AtomicInteger closed = new AtomicInteger();
    Future<Void> never = async((AutoCloseable) closed::incrementAndGet, r -> {});
    never.cancel();
    assertThat(closed).hasValue(1);
    WeftRuntime runtime = flavour.build();
    Future<Integer> seven = async((AutoCloseable) closed::incrementAndGet, r -> 7);
    assertThat(runtime.blockOn(seven).intValue()).isEqualTo(7);
    assertThat(closed).hasValue(2);
    assertThatThrownBy(
            () ->
                runtime.blockOn(
                    async(
                        (AutoCloseable) closed::incrementAndGet,
                        r -> {
                          fails(new IOException("body"));
                        })))
        .hasMessage("body");
    assertThat(closed).hasValue(3);
    runtime.close();
    JoinHandle<Void> rejected =
        runtime.spawn(async((AutoCloseable) closed::incrementAndGet, r -> {}));
    assertThat(rejected.isFinished()).isTrue();
    assertThat(closed).hasValue(4);
  }

  @ParameterizedTest
  @EnumSource
  void currentRuntimeAndLocksAndThreadLocalsBelongToTheBody(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      ThreadLocal<Integer> local = new ThreadLocal<>();
      Object monitor = new Object();
      List<JoinHandle<Boolean>> bodies = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        int mine = i;
        bodies.add(
            runtime.spawn(
                async(
                    () -> {
                      local.set(mine);
                      boolean right = Handle.tryCurrent() != null;
                      for (int k = 0; k < 50; k++) {
                        synchronized (monitor) {
                          right &= Thread.holdsLock(monitor);
                        }
                        await(Futures.yieldNow());
                        right &= local.get() == mine && !Thread.holdsLock(monitor);
                      }
                      return right;
                    })));
      }
      boolean all =
          runtime.blockOn(
              async(
                  () -> {
                    boolean right = true;
                    for (JoinHandle<Boolean> body : bodies) {
                      right &= await(body);
                    }
                    return right;
                  }));
      assertThat(all).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void timersWakeBodies(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      String result =
          runtime.blockOn(
              async(
                  () -> {
                    await(Time.sleep(Duration.ofMillis(2)));
                    try {
                      await(
                          Time.timeout(
                              Duration.ofMillis(2), async(() -> await(Futures.pending()))));
                      return "no timeout";
                    } catch (java.util.concurrent.TimeoutException expected) {
                      return "timeout";
                    }
                  }));
      assertThat(result).isEqualTo("timeout");
    }
  }

  @ParameterizedTest
  @EnumSource
  void awaitingAnAbortedTaskIsNotOwnCancellation(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      JoinHandle<Void> other = runtime.spawn(Futures.pending());
      other.abort();
      Future<String> body =
          async(
              () -> {
                try {
                  await(other);
                  return "?";
                } catch (CancellationException expected) {
                  return "aborted";
                }
              });
      assertThat(runtime.blockOn(body)).isEqualTo("aborted");
    }
  }

  @ParameterizedTest
  @EnumSource
  void blockOnInsideABodyIsRefused(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      assertThatThrownBy(() -> runtime.blockOn(async(() -> runtime.blockOn(Futures.ready(1)))))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("await");
    }
  }

  @ParameterizedTest
  @EnumSource
  void interruptEndsAnAwaitThatWaitsAlready(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      Oneshot<Thread> started = Oneshot.channel();
      Semaphore semaphore = Semaphore.withPermits(0);
      JoinHandle<Boolean> body =
          runtime.spawn(
              async(
                  () -> {
                    started.sender().send(Thread.currentThread());
                    try {
                      await(semaphore.acquire());
                      return false;
                    } catch (InterruptedException expected) {
                      return true;
                    }
                  }));
      Thread thread = runtime.blockOn(started.receiver());
      runtime.blockOn(runtime.spawn(Futures.yieldNow())); // it waits by now, or will see the flag
      thread.interrupt();
      assertThat(runtime.blockOn(body)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ONE_WORKER", "FOUR_WORKERS"})
  void bodyThatDoesNotStopIsNamedInTheReportOfTheShutdown(Flavour flavour) throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch goes = new CountDownLatch(1);
    WeftRuntime runtime = flavour.build();
    runtime.spawn(
        "stubborn",
        async(
            () -> {
              started.countDown();
              goes.await();
            }));
    started.await();
    boolean isNamed = false;
    for (int i = 0; i < 400 && !isNamed; i++) { // it may take longer until a worker cancels it
      isNamed =
          runtime.shutdownTimeout(Duration.ofMillis(50)).stuck().stream()
              .anyMatch(
                  stuck ->
                      stuck.task().contains("stubborn")
                          && stuck.stack().toString().contains("AsyncTest"));
    }
    goes.countDown();
    assertThat(isNamed).isTrue();
    runtime.close();
  }

  @Test
  void nullIsRefusedWhereItIsGiven() {
    assertThatNullPointerException().isThrownBy(() -> async((AsyncBody<Void>) null));
    assertThatNullPointerException().isThrownBy(() -> async((AsyncAction) null));
    AutoCloseable resource = () -> {};
    assertThatNullPointerException().isThrownBy(() -> async(resource, (AsyncAction) null));
    assertThatNullPointerException()
        .isThrownBy(() -> async((AutoCloseable) null, () -> 1))
        .withMessage("resource");
    assertThatNullPointerException().isThrownBy(() -> await(null)).withMessage("future");
  }

  @ParameterizedTest
  @EnumSource
  void interruptEndsAnAwaitAndCancelsItsFuture(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      Semaphore semaphore = Semaphore.withPermits(0);
      Future<Boolean> body =
          async(
              () -> {
                Thread.currentThread().interrupt();
                try {
                  await(semaphore.acquire());
                  return false;
                } catch (InterruptedException expected) {
                  return !Thread.currentThread().isInterrupted();
                }
              });
      assertThat(runtime.blockOn(body)).isTrue();
      semaphore.addPermits(1);
      assertThat(semaphore.availablePermits()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void awaitOutsideABodySaysWhatToDo(Flavour flavour) {
    assertThatThrownBy(() -> await(Futures.ready(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("blockOn");
    assertThatThrownBy(() -> cleanup(() -> {})).hasMessageContaining("inside async");
  }

  @ParameterizedTest
  @EnumSource
  void shutdownUnwindsBodies(Flavour flavour) throws Exception {
    WeftRuntime runtime = flavour.build();
    AtomicReference<String> end = new AtomicReference<>("running");
    Oneshot<String> started = Oneshot.channel();
    JoinHandle<Void> task =
        runtime.spawn(
            async(
                () -> {
                  try {
                    started.sender().send("yes");
                    await(Futures.pending());
                  } finally {
                    end.set("unwound");
                  }
                }));
    runtime.blockOn(started.receiver());
    runtime.close();
    assertThat(end).hasValue("unwound");
    assertThatThrownBy(task::blockingJoin).isInstanceOf(CancellationException.class);
  }

  @ParameterizedTest
  @EnumSource
  void tenThousandFramesDeep(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(2).build()) {
      // Platform threads keep the JVM's default stack; a body there may be this deep as well.
      assertThat(runtime.blockOn(async(() -> shallow(10_000)))).isEqualTo(10_000);
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private static int shallow(int left) throws Exception {
    if (left == 0) {
      await(Futures.yieldNow());
      return 0;
    }
    return shallow(left - 1) + 1;
  }
}
