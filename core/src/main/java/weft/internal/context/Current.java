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

  /**
   * Checks that the current thread may block.
   *
   * @param what the operation that would, for the message
   * @throws IllegalStateException on a thread of any runtime, where blocking would starve others
   */
  public static void requireMayBlock(String what) {
    requireMayBlock(what, null);
  }

  /**
   * As {@link #requireMayBlock(String)}.
   *
   * @param remedy what to do instead; null for what is right where there is a future to await
   */
  public static void requireMayBlock(String what, @Nullable String remedy) {
    Scope scope = scope();
    if (scope == null) {
      return;
    }
    switch (scope.kind()) {
      case WORKER ->
          throw refused(
              what,
              "on a worker thread of a runtime, where it would block other tasks",
              remedy,
              "await the future instead, or call it inside blockInPlace or spawnBlocking");
      case BLOCK_ON ->
          throw refused(
              what,
              "inside blockOn, where it would block the runtime",
              remedy,
              "await the future instead, or call it inside spawnBlocking");
      case BODY ->
          throw refused(
              what,
              "in an async body, where it would block its thread",
              remedy,
              "await the future instead, or call it inside spawnBlocking");
      case ENTERED, BLOCKING -> {
        // these may block
      }
    }
  }

  /**
   * Checks that the current thread may wait until all threads of a runtime have ended.
   *
   * @param what the operation that would, for the message
   * @param runtime the one whose threads would be waited for
   * @param remedy what to do instead
   * @throws IllegalStateException on a thread of any runtime where blocking would starve others,
   *     and on every thread of this one
   */
  public static void requireMayAwaitEndOf(RuntimeServices runtime, String what, String remedy) {
    requireMayBlock(what, remedy);
    Scope scope = scope();
    if (scope != null && scope.kind() == Scope.Kind.BLOCKING && scope.services() == runtime) {
      throw refused(
          what,
          "in a blocking job or a hook of the same runtime, where it would wait for itself",
          remedy,
          "");
    }
  }

  private static IllegalStateException refused(
      String what, String where, @Nullable String remedy, String usualRemedy) {
    return new IllegalStateException(
        what + " called " + where + ": " + (remedy != null ? remedy : usualRemedy));
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
