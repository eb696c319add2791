package weft.task;

import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;

/** {@link TaskLocals#scope}. */
final class ScopedFuture<R extends @Nullable Object> implements Future<R> {
  private final TaskLocals locals;
  private final Future<R> future;

  ScopedFuture(TaskLocals locals, Future<R> future) {
    this.locals = locals;
    this.future = future;
  }

  @Override
  public Poll<R> poll(Context cx) throws Exception {
    TaskLocals before = TaskLocals.exchange(locals);
    try {
      return future.poll(cx);
    } finally {
      TaskLocals.exchange(before);
    }
  }

  @Override
  public void cancel() {
    TaskLocals before = TaskLocals.exchange(locals);
    try {
      future.cancel();
    } finally {
      TaskLocals.exchange(before);
    }
  }

  @Override
  public String toString() {
    return locals + " around " + future;
  }
}
