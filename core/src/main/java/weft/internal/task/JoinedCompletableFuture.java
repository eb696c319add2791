package weft.internal.task;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import weft.future.Waker;
import weft.task.Outcome;

/** A completable future that follows a task, and aborts it when it is cancelled. */
final class JoinedCompletableFuture<T extends @Nullable Object> extends CompletableFuture<T>
    implements Waker {
  private final Task<T> task;
  private final AtomicBoolean taken = new AtomicBoolean();

  private JoinedCompletableFuture(Task<T> task) {
    this.task = task;
  }

  static <T extends @Nullable Object> JoinedCompletableFuture<T> of(Task<T> task) {
    JoinedCompletableFuture<T> future = new JoinedCompletableFuture<>(task);
    if (!task.awaitEnd(future)) {
      future.wake();
    }
    return future;
  }

  /** The task has ended. */
  @Override
  public void wake() {
    if (!task.isComplete() || !taken.compareAndSet(false, true)) {
      return;
    }
    Outcome<T> outcome = task.takeOutcome();
    if (outcome instanceof Outcome.Completed<T> completed) {
      if (!complete(completed.value())) {
        task.discard(completed.value()); // cancelled, or completed by somebody else, meanwhile
      }
    } else if (outcome instanceof Outcome.Failed<T> failed) {
      completeExceptionally(failed.failure());
    } else {
      completeExceptionally(task.cancellation());
    }
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    if (cancelled) {
      task.abort();
    }
    return cancelled;
  }

  /** Dependents are plain: cancelling one of them does not reach the task. */
  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }
}
