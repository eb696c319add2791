package weft.runtime;

import org.jspecify.annotations.Nullable;
import weft.internal.context.Current;
import weft.internal.context.Scope;

/**
 * A runtime that is current on a thread until this is closed, so that {@code Weft.spawn} and what
 * makes timers or sockets find it.
 *
 * <p><b>Threads.</b> Closed by the thread that entered. Several on one thread are closed in the
 * opposite order of entering.
 */
public final class Entered implements AutoCloseable {
  private final Scope scope;
  private final @Nullable Scope before;
  private boolean closed;

  private Entered(Scope scope, @Nullable Scope before) {
    this.scope = scope;
    this.before = before;
  }

  static Entered enter(Scope scope) {
    return new Entered(scope, Current.exchange(scope));
  }

  /**
   * Leaves the runtime: what was current before is current again. No effect the second time.
   *
   * @throws IllegalStateException on another thread, or before one that was entered later
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    if (Current.scope() != scope) {
      throw new IllegalStateException(
          "Entered closed out of order or on another thread: close the last one entered first, "
              + "best by try-with-resources");
    }
    closed = true;
    Current.exchange(before);
  }
}
