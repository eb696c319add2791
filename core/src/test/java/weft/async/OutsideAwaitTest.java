package weft.async;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.async.Async.async;
import static weft.async.Async.await;

import java.io.IOException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.Weft;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Poll;
import weft.future.Waker;
import weft.runtime.WeftRuntime;
import weft.sync.Oneshot;
import weft.time.Time;

/** {@code await} on a virtual thread of the user's own, outside every body. */
@Timeout(60)
class OutsideAwaitTest {

  /** Runs {@code code} on a virtual thread and gives what it gives, or throws what it throws. */
  private static <T> T onVirtualThread(Callable<T> code) throws Exception {
    FutureTask<T> task = new FutureTask<>(code);
    start(task);
    try {
      return task.get(30, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException e) {
      throw e.getCause() instanceof Exception failure ? failure : e;
    }
  }

  private static Thread start(Runnable code) throws Exception {
    try {
      Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
      return (Thread) start.invoke(null, code);
    } catch (NoSuchMethodException tooOld) {
      return Assumptions.abort("this JVM has no virtual threads: they came with JDK 21");
    }
  }

  @Test
  void parksUntilATaskSends() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(1).build()) {
      Oneshot<String> message = Oneshot.channel();
      CountDownLatch waits = new CountDownLatch(1);
      Future<String> receiver = message.receiver();
      FutureTask<String> thread =
          new FutureTask<>(
              () ->
                  await(
                      Futures.pollFn(
                          cx -> {
                            Poll<String> poll = receiver.poll(cx);
                            waits.countDown();
                            return poll;
                          })));
      start(thread);
      waits.await();
      runtime.spawn(Futures.lazy(() -> message.sender().send("hello")));
      assertThat(thread.get(30, TimeUnit.SECONDS)).isEqualTo("hello");
    }
  }

  @Test
  void handlesOfTasksAreAwaitedAndFailuresKeepTheirType() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(1).build()) {
      int value = onVirtualThread(() -> await(runtime.spawn(async(() -> 42))));
      assertThat(value).isEqualTo(42);
      IOException broken = new IOException("broken");
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      onVirtualThread(
          () -> {
            try {
              return await(Futures.failed(broken));
            } catch (IOException e) {
              thrown.set(e);
              return null;
            }
          });
      assertThat(thrown).hasValue(broken);
    }
  }

  @ParameterizedTest
  @EnumSource
  void bodiesRunAlsoForAVirtualThreadThatPollsThemItself(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      Future<Integer> body = twoStops();
      assertThat(onVirtualThread(() -> runtime.blockOn(body))).isEqualTo(3);
      if (flavour == Flavour.CURRENT_THREAD) {
        return; // nobody drives it meanwhile
      }
      int entered =
          onVirtualThread(
              () -> {
                try (var scope = runtime.handle().enter()) {
                  return await(twoStops());
                }
              });
      assertThat(entered).isEqualTo(3);
    }
  }

  private static Future<Integer> twoStops() {
    return async(
        () -> {
          await(Futures.yieldNow());
          await(Time.sleep(Duration.ofMillis(1)));
          return await(async(() -> 3));
        });
  }

  @Test
  void timersAndSpawnsWorkInAnEnteredRuntime() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(1).build()) {
      int value =
          onVirtualThread(
              () -> {
                try (var entered = runtime.handle().enter()) {
                  await(Time.sleep(Duration.ofMillis(1)));
                  return await(Weft.spawn(async(() -> 7)));
                }
              });
      assertThat(value).isEqualTo(7);
    }
  }

  @Test
  void interruptEndsTheAwaitAndCancelsItsFuture() throws Exception {
    AtomicBoolean cancelled = new AtomicBoolean();
    CountDownLatch polled = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Future<Void> endless =
        new Future<>() {
          @Override
          public Poll<Void> poll(weft.future.Context cx) {
            polled.countDown();
            return Poll.pending();
          }

          @Override
          public void cancel() {
            cancelled.set(true);
          }
        };
    Thread thread =
        start(
            () -> {
              try {
                await(endless);
              } catch (InterruptedException expected) {
                interrupted.countDown();
              } catch (Exception other) {
                throw new AssertionError(other);
              }
            });
    polled.await();
    thread.interrupt();
    assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(cancelled).isTrue();
  }

  @Test
  void wakeThatComesWhileACallbackAwaitsIsNotLost() throws Exception {
    AtomicReference<Thread> thread = new AtomicReference<>();
    AtomicInteger outerPolls = new AtomicInteger();
    Oneshot<String> inner = Oneshot.channel();
    Future<String> outer =
        Futures.pollFn(
            cx -> {
              if (outerPolls.incrementAndGet() > 1) {
                return Poll.ready("seen");
              }
              Waker waker = cx.waker();
              Thread waking = new Thread(waker::wake);
              waking.start();
              waking.join();
              await(inner.receiver()); // its first park returns at once, for that wake
              return Poll.pending();
            });
    FutureTask<String> code = new FutureTask<>(() -> await(outer));
    thread.set(start(code));
    while (thread.get().getState() != Thread.State.WAITING && !code.isDone()) {
      Thread.onSpinWait();
    }
    inner.sender().send("go on");
    assertThat(code.get(30, TimeUnit.SECONDS)).isEqualTo("seen");
  }
}
