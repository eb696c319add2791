package weft.internal.scheduler;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Waker;
import weft.internal.env.SafeLog;
import weft.task.JoinHandle;

/** Places for live tasks, given out in the order of asking. */
final class TaskLimit {
  private final int limit;
  private int taken; // guarded by this
  private final ArrayDeque<Spawning<?>> waiting = new ArrayDeque<>(); // guarded by this

  TaskLimit(int limit) {
    this.limit = limit;
  }

  int limit() {
    return limit;
  }

  /** Takes a place, unless there is none or others wait for one. */
  synchronized boolean tryTake() {
    if (taken >= limit || !waiting.isEmpty()) {
      return false;
    }
    taken++;
    return true;
  }

  /** Takes a place beyond the limit, for what has to run. */
  synchronized void takeAnyway() {
    taken++;
  }

  /** A task has ended: its place goes to whoever has waited longest. */
  void free() {
    Waker waker;
    synchronized (this) {
      Spawning<?> next = taken > limit ? null : waiting.poll();
      if (next == null) {
        taken--;
        return;
      }
      next.granted = true;
      waker = next.waker;
    }
    try {
      waker.wake();
    } catch (Throwable failure) { // anybody's waker; whoever ends a task must live
      SafeLog.error("weft.runtime", "a waker threw, though wakers must not", failure);
    }
  }

  /** A future of the handle of a task that is spawned as soon as there is a place for it. */
  <T extends @Nullable Object> Future<JoinHandle<T>> spawning(
      Scheduler scheduler, @Nullable String name, Future<T> future) {
    return new Spawning<>(scheduler, name, future);
  }

  private final class Spawning<T extends @Nullable Object> implements Future<JoinHandle<T>> {
    private final Scheduler scheduler;
    private final @Nullable String name;
    private @Nullable Future<T> future; // null once it was spawned or cancelled
    private Waker waker = Waker.noop(); // guarded by the limit
    private boolean queued; // guarded by the limit
    private boolean granted; // guarded by the limit; the place is ours

    Spawning(Scheduler scheduler, @Nullable String name, Future<T> future) {
      this.scheduler = scheduler;
      this.name = name;
      this.future = future;
    }

    @Override
    public Poll<JoinHandle<T>> poll(Context cx) {
      Future<T> spawned = future;
      if (spawned == null) {
        throw new IllegalStateException("spawnWhenPossible polled after it was finished");
      }
      if (!cx.proceed()) {
        return Poll.pending();
      }
      if (!takeOrWait(cx.waker())) {
        cx.refund();
        return Poll.pending();
      }
      future = null;
      return Poll.ready(scheduler.spawnInPlace(name, spawned));
    }

    private boolean takeOrWait(Waker latest) {
      synchronized (TaskLimit.this) {
        if (granted || (!queued && tryTake())) {
          return true;
        }
        waker = latest;
        if (!queued) {
          queued = true;
          waiting.add(this);
        }
        return false;
      }
    }

    /** Nothing was spawned: gives up the place in the queue, and the future. */
    @Override
    public void cancel() {
      Future<T> given = future;
      if (given == null) {
        return;
      }
      future = null;
      boolean pass;
      synchronized (TaskLimit.this) {
        waiting.remove(this);
        pass = granted;
      }
      if (pass) {
        free();
      }
      given.cancel();
    }
  }
}
