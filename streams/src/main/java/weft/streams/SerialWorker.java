package weft.streams;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs what it is given one after the other, in order, on an executor that has many threads: what
 * the workers of Reactor's and RxJava's schedulers promise.
 */
final class SerialWorker implements Executor {
  /** Jobs in a row before others on the executor have their turn. */
  private static final int TURN = 64;

  private final Executor executor;
  private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile boolean closed;

  SerialWorker(Executor executor) {
    this.executor = executor;
  }

  @Override
  public void execute(Runnable job) {
    queue.add(Objects.requireNonNull(job, "job"));
    if (waiting.getAndIncrement() == 0) {
      submit();
    }
  }

  private void submit() {
    try {
      executor.execute(this::runSome);
    } catch (RuntimeException refused) {
      queue.clear();
      waiting.set(0);
      throw refused;
    }
  }

  private void runSome() {
    for (int i = 0; i < TURN; i++) {
      Runnable job = queue.poll();
      if (job == null) {
        throw new AssertionError("counted jobs are in the queue");
      }
      if (!closed) {
        run(job);
      }
      if (waiting.decrementAndGet() == 0) {
        return;
      }
    }
    submit();
  }

  /** Runs a job; what it throws goes to the thread's handler, and ends nothing. */
  static void run(Runnable job) {
    try {
      job.run();
    } catch (Throwable failure) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
    }
  }

  /** Leaves out what has not begun. */
  void close() {
    closed = true;
  }
}
