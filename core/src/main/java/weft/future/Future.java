package weft.future;

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
}
