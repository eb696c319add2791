package weft.internal.task;

import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;

/** A join that takes its task with it when it is cancelled. */
final class AbortOnCancel<T extends @Nullable Object> implements Future<T> {
  private final Task<T> task;

  AbortOnCancel(Task<T> task) {
    this.task = task;
  }

  @Override
  public Poll<T> poll(Context cx) throws Exception {
    return task.poll(cx);
  }

  @Override
  public void cancel() {
    task.abort();
    task.cancel();
  }
}
