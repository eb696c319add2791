package weft.scope;

import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;

/** {@link LocalSet#runUntil}. */
final class RunUntil<T extends @Nullable Object> implements Future<T> {
  private final LocalTasks tasks;
  private final LocalTasks.Seat seat = new LocalTasks.Seat();
  private final Future<T> future;

  RunUntil(LocalTasks tasks, Future<T> future) {
    this.tasks = tasks;
    this.future = future;
  }

  @Override
  public Poll<T> poll(Context cx) throws Exception {
    tasks.enter(seat, cx);
    boolean pending = false;
    try {
      Poll<T> poll = future.poll(cx);
      pending = poll.isPending();
      if (pending && tasks.turn()) {
        cx.defer();
      }
      return poll;
    } finally {
      if (!pending) {
        tasks.giveUp(seat);
      }
      tasks.leave();
    }
  }

  /** Cancels the future; the tasks of the set wait for whoever polls it next. */
  @Override
  public void cancel() {
    tasks.giveUp(seat);
    future.cancel();
  }

  @Override
  public String toString() {
    return "LocalSet.runUntil[" + future + "]";
  }
}
