package weft.internal.task;

import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.task.Outcome;

/** A join whose value says how the task ended. */
final class TaskOutcome<T extends @Nullable Object> implements Future<Outcome<T>> {
  private final Task<T> task;

  TaskOutcome(Task<T> task) {
    this.task = task;
  }

  @Override
  public Poll<Outcome<T>> poll(Context cx) {
    if (!cx.proceed()) {
      return Poll.pending();
    }
    if (task.isComplete() || !task.awaitEnd(cx.waker())) {
      return Poll.ready(task.takeOutcome());
    }
    cx.refund();
    return Poll.pending();
  }

  @Override
  public void cancel() {
    task.cancel();
  }
}
