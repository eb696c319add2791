package weft.internal.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weft.async.Async;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Poll;

/**
 * A virtual thread that yields gives its carrier to the next one in the queue. On a scheduler with
 * one queue and one thread, this one; the JVM's own has several, and says nothing of the order.
 */
class VirtualYieldTest {
  private final Steps scheduler = new Steps();
  private final List<String> events = new ArrayList<>();

  @BeforeEach
  void needsASchedulerOfOurs() {
    assumeTrue(VirtualThreads.isSchedulable(), "java.lang is not open, or this JDK is too old");
  }

  @Test
  void bodyThatWasWokenBeforeItStoppedLetsOthersHaveTheirTurn() {
    FreeCoroutine[] coroutine = new FreeCoroutine[1];
    coroutine[0] =
        new FreeCoroutine(
            () -> {
              for (int i = 0; i < 3; i++) {
                events.add("body");
                coroutine[0].unsuspend();
                coroutine[0].suspend();
              }
            },
            this::start);
    coroutine[0].resume();
    start(() -> events.add("other"));
    scheduler.runAll();
    assertThat(events).containsExactly("body", "other", "body", "body");
  }

  @Test
  void awaitOutsideABodyLetsOthersHaveTheirTurnWhenItYields() {
    assertYields(Futures.yieldNow());
  }

  @Test
  void awaitOutsideABodyLetsOthersHaveTheirTurnWhenItsFutureWakesItself() {
    boolean[] woken = new boolean[1];
    assertYields(
        Futures.pollFn(
            cx -> {
              if (woken[0]) {
                return Poll.ready(1);
              }
              woken[0] = true;
              cx.waker().wake();
              return Poll.pending();
            }));
  }

  private void assertYields(Future<?> future) {
    start(
        () -> {
          events.add("before");
          try {
            Async.await(future);
          } catch (Exception e) {
            throw new AssertionError(e);
          }
          events.add("after");
        });
    start(() -> events.add("other"));
    scheduler.runAll();
    assertThat(events).containsExactly("before", "other", "after");
  }

  private Thread start(Runnable body) {
    Thread thread = VirtualThreads.scheduledBy(scheduler, body);
    thread.start();
    return thread;
  }

  private static final class Steps implements Executor {
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();

    @Override
    public void execute(Runnable step) {
      queue.add(step);
    }

    void runAll() {
      for (Runnable step = queue.poll(); step != null; step = queue.poll()) {
        step.run();
      }
    }
  }
}
