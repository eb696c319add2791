package weft.task;

import java.util.Arrays;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import weft.future.CheckReturnValue;
import weft.future.Future;

/**
 * The values of all {@linkplain TaskLocal task-locals} at one place, to be taken to another: into a
 * task that is spawned, to a blocking thread, across a bridge to another library.
 *
 * <pre>{@code
 * Weft.spawn(TaskLocals.capture().scope(future));
 *
 * var here = TaskLocals.capture();
 * Weft.spawnBlocking(() -> here.call(() -> query()));
 *
 * Weft.spawn(TaskLocals.none().with(USER, "ada").with(TRACE, id).scope(future));
 * }</pre>
 *
 * <p>Immutable.
 */
public final class TaskLocals {
  private static final TaskLocals NONE = new TaskLocals(new Object[0]);

  /**
   * What is here on each thread: an array of one element, null for none. An array, as what stays
   * behind on threads that are not ours must not hold on to our classes.
   */
  private static final ThreadLocal<@Nullable Object @Nullable []> HERE = new ThreadLocal<>();

  /**
   * Whether any thread has ever had a value. Not volatile: a thread that reads false too late has
   * not put one into its own place, and nobody else does that for it.
   */
  private static boolean used;

  private final Object[] entries; // local, value, local, value ...: a few, so they are searched

  private TaskLocals(Object[] entries) {
    this.entries = entries;
  }

  /** No values. */
  public static TaskLocals none() {
    return NONE;
  }

  /** The values here: of the future that is being polled, of the body that runs. */
  public static TaskLocals capture() {
    if (!used) {
      return NONE;
    }
    @Nullable Object[] here = HERE.get();
    return here == null ? NONE : orNone(here[0]);
  }

  /**
   * Replaces the values here. For adapters to other libraries' context: whoever calls this puts
   * back what was there before, on the same thread, before the poll or call ends in which it was
   * called. All others use {@link #call} and {@link #scope}, which see to that.
   *
   * @return the values that were here before
   */
  public static TaskLocals exchange(TaskLocals next) {
    if (!used) {
      if (next.isEmpty()) {
        return NONE;
      }
      used = true;
    }
    @Nullable Object[] here = HERE.get();
    if (here == null) {
      if (next.isEmpty()) {
        return NONE;
      }
      here = new Object[1];
      HERE.set(here);
    }
    TaskLocals before = orNone(here[0]);
    here[0] = next.isEmpty() ? null : next;
    return before;
  }

  private static TaskLocals orNone(@Nullable Object locals) {
    return locals == null ? NONE : (TaskLocals) locals;
  }

  /** These values, and {@code value} in {@code local}, instead of the one that may be there. */
  public <T> TaskLocals with(TaskLocal<T> local, T value) {
    Objects.requireNonNull(value, local.toString());
    int at = indexOf(local);
    Object[] changed = Arrays.copyOf(entries, at < 0 ? entries.length + 2 : entries.length);
    int slot = at < 0 ? entries.length : at;
    changed[slot] = local;
    changed[slot + 1] = value;
    return new TaskLocals(changed);
  }

  /** The value of {@code local}, or null if it has none. */
  @SuppressWarnings("unchecked") // with() puts them there in pairs
  public <T> @Nullable T get(TaskLocal<T> local) {
    int at = indexOf(local);
    return at < 0 ? null : (T) entries[at + 1];
  }

  private int indexOf(TaskLocal<?> local) {
    for (int i = 0; i < entries.length; i += 2) {
      if (entries[i] == local) {
        return i;
      }
    }
    return -1;
  }

  /** Whether no local has a value. */
  public boolean isEmpty() {
    return entries.length == 0;
  }

  /**
   * A future that does what {@code future} does, with exactly these values: none of whoever polls
   * it.
   */
  @CheckReturnValue
  public <R extends @Nullable Object> Future<R> scope(Future<R> future) {
    return new ScopedFuture<R>(this, future);
  }

  /**
   * Runs {@code body} with exactly these values.
   *
   * @return what {@code body} returns
   * @throws Exception what {@code body} throws
   */
  public <R extends @Nullable Object> R call(Callable<R> body) throws Exception {
    TaskLocals before = exchange(this);
    try {
      return body.call();
    } finally {
      exchange(before);
    }
  }

  /** The names of the locals, without their values. */
  @Override
  public String toString() {
    StringJoiner names = new StringJoiner(", ", "TaskLocals[", "]");
    for (int i = 0; i < entries.length; i += 2) {
      names.add(entries[i].toString());
    }
    return names.toString();
  }
}
