package weft.internal.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The platform threads that bodies run on where the JVM has no virtual threads. */
@Timeout(60)
class BodyThreadsTest {
  private final BlockingQueue<Thread> ran = new LinkedBlockingQueue<>();

  private Thread next() throws InterruptedException {
    Thread thread = ran.poll(20, TimeUnit.SECONDS);
    assertThat(thread).as("a body that runs").isNotNull();
    return thread;
  }

  private static void awaitIdle(Thread thread) {
    while (thread.getState() != Thread.State.TIMED_WAITING) { // bounded by the test's time-out
      Thread.onSpinWait();
    }
  }

  @Test
  void oneBodyTooManyIsRefusedAndAnEndedOneMakesRoom() throws Exception {
    BodyThreads threads = new BodyThreads(2);
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch endFirst = new CountDownLatch(1);
    Thread first = threads.start(() -> runUntil(endFirst));
    threads.start(() -> runUntil(end));
    next();
    next();
    assertThatThrownBy(() -> threads.start(() -> {}))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("too many straight-line bodies at a time: 2")
        .hasMessageContaining("-Dweft.async.maxThreads");
    endFirst.countDown();
    awaitIdle(first);
    threads.start(() -> ran.add(Thread.currentThread()));
    assertThat(next()).as("the thread of the body that has ended").isSameAs(first);
    assertThat(threads.count()).isEqualTo(2);
    end.countDown();
  }

  private void runUntil(CountDownLatch end) {
    ran.add(Thread.currentThread());
    try {
      end.await();
    } catch (InterruptedException nobodyInterrupts) {
      throw new AssertionError(nobodyInterrupts);
    }
  }

  @Test
  void nextBodyDoesNotInheritAnInterrupt() throws Exception {
    BodyThreads threads = new BodyThreads(1);
    Thread thread = threads.start(() -> Thread.currentThread().interrupt());
    awaitIdle(thread);
    BlockingQueue<Boolean> interrupted = new LinkedBlockingQueue<>();
    threads.start(() -> interrupted.add(Thread.currentThread().isInterrupted()));
    assertThat(interrupted.poll(20, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void threadsDoNotKeepTheJvmAlive() {
    BodyThreads threads = new BodyThreads(1);
    Thread thread = threads.start(() -> {});
    assertThat(thread.isDaemon()).isTrue();
    assertThat(thread.getName()).startsWith("weft-body-");
  }
}
