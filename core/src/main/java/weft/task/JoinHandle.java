package weft.task;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import weft.future.Future;

/**
 * The owner's handle to a task: a future of the task's value.
 *
 * <p>Awaiting it gives the value, rethrows what the task threw (the same object, with its type), or
 * throws {@link CancellationException} if the task was aborted. By the time it is ready the task's
 * future has been dropped (finished or cancelled).
 *
 * <p><b>Cancellation.</b> Cancelling the <em>handle</em> (a timeout around it, a select that it
 * loses) detaches: the task goes on. {@link #abort()} cancels the task; {@link #abortOnCancel()}
 * ties the two.
 *
 * <p><b>Threads.</b> As a future the handle has one owner; the other methods may be called from any
 * thread.
 *
 * @param <T> the type of the task's value
 */
public interface JoinHandle<T extends @Nullable Object> extends Future<T>, AbortHandle {

  /** A handle to the same task that can only abort it, and may be shared. */
  AbortHandle abortHandle();

  /** This handle's future, except that cancelling it also aborts the task. Consumes this handle. */
  Future<T> abortOnCancel();

  /** A future of how the task ended, which never fails. Consumes this handle. */
  Future<Outcome<T>> outcome();

  /**
   * The task's value as a {@link CompletableFuture}. Consumes this handle; cancelling the result
   * aborts the task.
   */
  CompletableFuture<T> toCompletableFuture();

  /**
   * Blocks the calling thread until the task has ended. Consumes this handle. A task of a
   * current-thread runtime gets on only while some thread is inside {@code blockOn}: there, use
   * {@code runtime.blockOn(handle)} instead.
   *
   * @throws ExecutionException whose cause is what the task threw
   * @throws CancellationException if the task was aborted
   * @throws InterruptedException if the calling thread is interrupted; the task goes on
   * @throws IllegalStateException on a thread of a runtime, where blocking would starve others
   */
  T blockingJoin() throws ExecutionException, InterruptedException;

  /**
   * As {@link #blockingJoin()}, for at most {@code timeout}.
   *
   * @throws TimeoutException if the task has not ended by then; the handle may be joined again
   */
  T blockingJoin(Duration timeout)
      throws ExecutionException, InterruptedException, TimeoutException;
}
