package weft.internal.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A job that runs a body and remembers what became of it. */
final class ProbeJob extends BlockingJob {
  enum End {
    RAN,
    CANCELLED,
    REJECTED
  }

  private final Runnable body;
  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicInteger ends = new AtomicInteger();
  private volatile @Nullable End end;
  private volatile @Nullable RejectedExecutionException reason;
  private volatile @Nullable Thread thread;

  ProbeJob(Runnable body) {
    this("probe", false, body);
  }

  ProbeJob(String name, boolean isMandatory, Runnable body) {
    super(name, isMandatory);
    this.body = body;
  }

  /** A job that runs until {@code gate} opens. */
  static ProbeJob blockedBy(CountDownLatch gate) {
    return new ProbeJob(() -> open(gate));
  }

  static void open(CountDownLatch gate) {
    try {
      assertThat(gate.await(30, TimeUnit.SECONDS)).as("the gate opens").isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  protected void run() {
    thread = Thread.currentThread();
    started.countDown();
    try {
      body.run();
    } finally {
      end(End.RAN);
    }
  }

  @Override
  protected void cancelled() {
    end(End.CANCELLED);
  }

  @Override
  protected void rejected(RejectedExecutionException why) {
    reason = why;
    end(End.REJECTED);
  }

  private void end(End how) {
    assertThat(ends.incrementAndGet()).as("a job ends once").isEqualTo(1);
    end = how;
    ended.countDown();
  }

  void awaitStart() {
    open(started);
  }

  End awaitEnd() {
    open(ended);
    End how = end;
    assertThat(how).isNotNull();
    return how;
  }

  @Nullable End end() {
    return end;
  }

  @Nullable RejectedExecutionException reason() {
    return reason;
  }

  @Nullable Thread thread() {
    return thread;
  }
}
