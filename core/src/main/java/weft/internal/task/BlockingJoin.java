package weft.internal.task;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import weft.future.Waker;
import weft.internal.env.Environment;
import weft.internal.env.Parker;

/** Blocks a foreign thread until a task has ended. */
final class BlockingJoin implements Waker {
  private final Parker parker;

  private BlockingJoin(Parker parker) {
    this.parker = parker;
  }

  static void await(Task<?> task, TaskOwner owner) throws InterruptedException {
    await(task, owner, Long.MAX_VALUE);
  }

  static void await(Task<?> task, TaskOwner owner, Duration timeout)
      throws InterruptedException, TimeoutException {
    if (!await(task, owner, Nanos.of(timeout))) {
      throw new TimeoutException(task.describe() + " has not ended within " + timeout);
    }
  }

  private static boolean await(Task<?> task, TaskOwner owner, long nanos)
      throws InterruptedException {
    owner.requireMayBlock("blockingJoin");
    Environment environment = owner.environment();
    BlockingJoin join = new BlockingJoin(environment.newParker());
    long start = environment.clock().nanoTime();
    while (task.awaitEnd(join)) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while joining " + task.describe());
      }
      if (nanos == Long.MAX_VALUE) {
        join.parker.park();
        continue;
      }
      long left = nanos - (environment.clock().nanoTime() - start);
      if (left <= 0) {
        return false;
      }
      join.parker.parkNanos(left);
    }
    return true;
  }

  @Override
  public void wake() {
    parker.unpark();
  }
}
