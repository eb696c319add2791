package weft.internal.context;

import org.jspecify.annotations.Nullable;

/** Who is current on this thread. */
public final class Current {
  // Foreign threads: entered handles, blockOn callers, bodies on virtual threads.
  private static final ThreadLocal<@Nullable Scope> FOREIGN = new ThreadLocal<>();

  private Current() {}

  /** The current scope, or null outside every runtime. */
  public static @Nullable Scope scope() {
    if (Thread.currentThread() instanceof RuntimeThread thread) {
      return thread.scope;
    }
    return FOREIGN.get();
  }

  /**
   * Makes {@code scope} current.
   *
   * @return what was current before; hand it back to restore it
   */
  public static @Nullable Scope exchange(@Nullable Scope scope) {
    if (Thread.currentThread() instanceof RuntimeThread thread) {
      Scope before = thread.scope;
      thread.scope = scope;
      return before;
    }
    Scope before = FOREIGN.get();
    if (scope == null) {
      FOREIGN.remove();
    } else {
      FOREIGN.set(scope);
    }
    return before;
  }

  /** The current runtime's services, or null outside every runtime. */
  public static @Nullable RuntimeServices services() {
    Scope scope = scope();
    return scope == null ? null : scope.services();
  }

  /**
   * The current runtime's services.
   *
   * @param what the operation that needs them, for the message
   * @throws IllegalStateException outside every runtime
   */
  public static RuntimeServices require(String what) {
    RuntimeServices services = services();
    if (services == null) {
      throw new IllegalStateException(
          what + " called outside a Weft runtime: call it from a task, or enter a Handle first");
    }
    return services;
  }
}
