package weft.future;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The branches of {@link Futures#select}.
 *
 * <pre>{@code
 * Future<Command> next =
 *     Futures.select(
 *         Select.on(commands.receive(), command -> command),
 *         Select.on(shutdown, done -> Command.STOP));
 * }</pre>
 */
public final class Select {
  private Select() {}

  /**
   * One branch: a future, and what to do when it is the first to finish.
   *
   * @param <R> the type of the select's value
   */
  public abstract static sealed class Branch<R extends @Nullable Object> {
    private Branch() {}

    /**
     * This branch if {@code condition} is true, else one that never wins and whose future is
     * cancelled at once.
     */
    public abstract Branch<R> onlyIf(boolean condition);
  }

  static final class On<T extends @Nullable Object, R extends @Nullable Object> extends Branch<R> {
    final @Nullable Future<T> future; // null in a disabled branch
    private final ThrowingFunction<? super T, ? extends Future<R>> handler;

    private On(
        @Nullable Future<T> future, ThrowingFunction<? super T, ? extends Future<R>> handler) {
      this.future = future;
      this.handler = handler;
    }

    @Override
    public Branch<R> onlyIf(boolean condition) {
      if (condition || future == null) {
        return this;
      }
      Failures.cancel(future);
      return new On<>(null, handler);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the value is of this branch's own future
    Future<R> handle(@Nullable Object value) throws Exception {
      return handler.apply((T) value);
    }
  }

  static final class Otherwise<R extends @Nullable Object> extends Branch<R> {
    final Callable<? extends R> body;
    final boolean enabled;

    private Otherwise(Callable<? extends R> body, boolean enabled) {
      this.body = body;
      this.enabled = enabled;
    }

    @Override
    public Branch<R> onlyIf(boolean condition) {
      return condition ? this : new Otherwise<>(body, false);
    }
  }

  /**
   * Waits for {@code future}. If it is the first to finish, the futures of all other branches are
   * cancelled, and then its value is given to {@code handler}, whose result is the select's.
   */
  public static <T extends @Nullable Object, R extends @Nullable Object> Branch<R> on(
      Future<T> future, ThrowingFunction<? super T, ? extends R> handler) {
    Objects.requireNonNull(handler, "handler");
    return new On<T, R>(
        Objects.requireNonNull(future, "future"),
        value -> new ReadyFuture<R>(handler.apply(value)));
  }

  /** As {@link #on}, for a handler that goes on with another future. */
  public static <T extends @Nullable Object, R extends @Nullable Object> Branch<R> onThen(
      Future<T> future, ThrowingFunction<? super T, ? extends Future<R>> handler) {
    return new On<>(
        Objects.requireNonNull(future, "future"), Objects.requireNonNull(handler, "handler"));
  }

  /**
   * What to do if every other branch was disabled by {@link Branch#onlyIf}. Without such a branch
   * that is a failure of the select.
   */
  public static <R extends @Nullable Object> Branch<R> otherwise(Callable<? extends R> body) {
    return new Otherwise<R>(body, true);
  }
}
