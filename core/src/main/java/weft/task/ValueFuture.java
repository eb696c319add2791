package weft.task;

import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;

/** {@link TaskLocal#scope}. */
final class ValueFuture<T, R extends @Nullable Object> implements Future<R> {
  private final TaskLocal<T> local;
  private final T value;
  private final Future<R> future;

  // What was around the last poll, and that with the value: nearly always the same at the next.
  private TaskLocals outer = TaskLocals.none();
  private TaskLocals inner;

  ValueFuture(TaskLocal<T> local, T value, Future<R> future) {
    this.local = local;
    this.value = value;
    this.future = future;
    this.inner = outer.with(local, value);
  }

  @Override
  public Poll<R> poll(Context cx) throws Exception {
    TaskLocals before = enter();
    try {
      return future.poll(cx);
    } finally {
      TaskLocals.exchange(before);
    }
  }

  @Override
  public void cancel() {
    TaskLocals before = enter();
    try {
      future.cancel();
    } finally {
      TaskLocals.exchange(before);
    }
  }

  private TaskLocals enter() {
    TaskLocals around = TaskLocals.capture();
    if (around != outer) {
      inner = around.with(local, value);
      outer = around;
    }
    return TaskLocals.exchange(inner);
  }

  @Override
  public String toString() {
    return local + " around " + future;
  }
}
