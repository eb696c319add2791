package weft.future;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A value that can be asked whether it is finished.
 *
 * <p>A future is lazy: nothing happens until it is polled. Whoever polls it owns it, and there is
 * one owner at a time; whoever gives it up calls {@link #cancel()}. A future that was given to
 * somebody else (a combinator, a runtime) must not be used by its maker any more.
 *
 * <p><b>Threads.</b> Polled by one thread at a time. Polls may happen on different threads; each
 * poll happens-before the next one. The owner provides that order, so that an implementation needs
 * no synchronization for its own fields.
 *
 * <p><b>Outcome.</b> {@link Poll.Ready} is success; a thrown exception is failure. After either the
 * future is finished and is not polled again: implementations throw {@link IllegalStateException}.
 * The owner that sees a throw calls {@link #cancel()} once, so that a composite must accept {@code
 * cancel} in any state.
 *
 * <p><b>Waking.</b> {@link Poll.Pending} promises that the waker of the context of the
 * <em>latest</em> poll will be woken when polling again makes sense. Spurious polls are allowed.
 *
 * @param <T> the type of the value
 */
@CheckReturnValue
@FunctionalInterface
public interface Future<T extends @Nullable Object> {

  /**
   * Makes progress as far as it can without waiting.
   *
   * @param cx what the executor offers during this poll; valid only until this method returns, and
   *     only on this thread. What may be kept is {@link Context#waker()}.
   * @return the value, or pending after the context's waker was registered
   * @throws Exception the failure of this future; it is finished then
   */
  Poll<T> poll(Context cx) throws Exception;

  /**
   * Gives up this future: releases what it holds or waits for (a queue place, a permit, a timer, a
   * registration, its children).
   *
   * <p>Called by the owner, under the same exclusion as {@link #poll}, never from inside it, and at
   * most once; also before the first poll. It never throws, and does nothing after completion.
   */
  default void cancel() {}

  /** This future's value, changed by {@code function}. */
  default <R extends @Nullable Object> Future<R> map(
      ThrowingFunction<? super T, ? extends R> function) {
    return new MapFuture<T, R>(this, function);
  }

  /** Goes on with the future that {@code function} makes of this one's value. */
  default <R extends @Nullable Object> Future<R> then(
      ThrowingFunction<? super T, Future<R>> function) {
    return new ThenFuture<>(this, function);
  }

  /**
   * Throws what {@code function} makes of this future's failure. An {@link Error} passes as it is:
   * it is no outcome to be worked with.
   */
  default Future<T> mapError(ThrowingFunction<? super Exception, ? extends Exception> function) {
    return new MapErrorFuture<>(this, function);
  }

  /** The value that {@code function} gives instead of this future's failure; not of an Error. */
  default Future<T> recover(ThrowingFunction<? super Exception, ? extends T> function) {
    return new RecoverFuture<>(this, function);
  }

  /** Goes on with the future that {@code function} makes of this one's failure; not of an Error. */
  default Future<T> recoverWith(ThrowingFunction<? super Exception, Future<T>> function) {
    return new RecoverWithFuture<>(this, function);
  }

  /**
   * Calls {@code action} with the value or with what was thrown (an Error too), and passes either
   * on. It is not called when the future is cancelled; see {@link #onCancel}.
   */
  default Future<T> whenDone(BiConsumer<? super @Nullable T, ? super @Nullable Throwable> action) {
    return new WhenDoneFuture<>(this, action);
  }

  /** Calls {@code action} with the value, and passes it on. */
  default Future<T> inspect(Consumer<? super T> action) {
    return new InspectFuture<>(this, action);
  }

  /** Calls {@code action} when the future is cancelled before it is finished. */
  default Future<T> onCancel(Runnable action) {
    return new OnCancelFuture<>(this, action);
  }

  /**
   * This future's outcome, or a {@link TimeoutException} if it has none after {@code limit},
   * counted from the first poll. What finishes in time to be seen by the same poll wins, so a limit
   * of zero still polls once. The future is cancelled when the time is up: what it had received by
   * then is lost unless its own documentation says otherwise.
   *
   * <p>If this future is ready at once, no timer is made. The executor must have {@link Timers}.
   *
   * @throws IllegalArgumentException if {@code limit} is negative
   */
  default Future<T> timeout(Duration limit) {
    return TimeoutFuture.after(limit, this);
  }
}
