package weft.task;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import weft.future.CheckReturnValue;
import weft.future.Future;

/**
 * A value that a future finds without its being handed through every call: the user of a request,
 * an identifier for traces, a limit.
 *
 * <pre>{@code
 * static final TaskLocal<String> USER = TaskLocal.named("user");
 *
 * Weft.spawn(USER.scope("ada", handle(request)));
 * // anywhere below, at any depth of calls:
 * log(USER.get() + " asks for " + key);
 * }</pre>
 *
 * <p>The value is there while the future given to {@link #scope} is polled and while it is
 * cancelled, on whatever thread that happens, and nowhere else: a task that is polled next on the
 * same worker does not see it. Inside, {@link #scope} and {@link #call} may set another one, which
 * hides the outer one until they end. A straight-line body has the values that were there when it
 * was first polled, up to its end, also while it unwinds.
 *
 * <p>Spawned tasks and blocking jobs do not inherit: take {@link TaskLocals#capture()} along.
 *
 * <p>A program that scopes no value pays nothing for this.
 *
 * <p><b>Threads.</b> A local is shared by all threads. Its value may be seen by the threads that
 * poll the future one after the other, so that it is best immutable. The scope does not own the
 * value and closes nothing.
 *
 * @param <T> the type of the value
 */
public final class TaskLocal<T> {
  private final String name;

  private TaskLocal(String name) {
    this.name = Objects.requireNonNull(name, "name");
  }

  /**
   * A local that has no value yet. Usually a constant: two locals of one name are two locals.
   *
   * @param name for error messages
   */
  public static <T> TaskLocal<T> named(String name) {
    return new TaskLocal<>(name);
  }

  /**
   * A future that does what {@code future} does, with {@code value} in this local. It has the other
   * locals of whoever polls it.
   */
  @CheckReturnValue
  public <R extends @Nullable Object> Future<R> scope(T value, Future<R> future) {
    return new ValueFuture<T, R>(this, Objects.requireNonNull(value, name), future);
  }

  /**
   * Runs {@code body} with {@code value} in this local. Inside a straight-line body {@code body}
   * may await: the value stays with it.
   *
   * @return what {@code body} returns
   * @throws Exception what {@code body} throws
   */
  public <R extends @Nullable Object> R call(T value, Callable<R> body) throws Exception {
    return TaskLocals.capture().with(this, value).call(body);
  }

  /**
   * The value here.
   *
   * @throws IllegalStateException if there is none
   */
  public T get() {
    T value = tryGet();
    if (value == null) {
      throw new IllegalStateException(
          "the task-local "
              + name
              + " has no value here: run the future inside "
              + name
              + ".scope(value, future). Spawned tasks do not inherit: spawn"
              + " TaskLocals.capture().scope(future)");
    }
    return value;
  }

  /** The value here, or null if there is none. */
  public @Nullable T tryGet() {
    return TaskLocals.capture().get(this);
  }

  /** The name. */
  @Override
  public String toString() {
    return name;
  }
}
