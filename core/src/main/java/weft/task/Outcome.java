package weft.task;

import org.jspecify.annotations.Nullable;

/**
 * How a task ended.
 *
 * @param <T> the type of its value
 */
public sealed interface Outcome<T extends @Nullable Object>
    permits Outcome.Completed, Outcome.Failed, Outcome.Cancelled {

  /** The task's future was ready with {@code value}. */
  record Completed<T extends @Nullable Object>(T value) implements Outcome<T> {}

  /** The task's future threw {@code failure}, exactly this object. */
  record Failed<T extends @Nullable Object>(Throwable failure) implements Outcome<T> {}

  /** The task was aborted, or its runtime shut down, before its future was ready. */
  record Cancelled<T extends @Nullable Object>() implements Outcome<T> {}
}
