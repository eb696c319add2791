package weft.testkit;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;
import weft.internal.context.Current;
import weft.internal.context.Scope;

/**
 * Lets BlockHound watch Weft's threads: a task that blocks its worker, or the thread in {@code
 * blockOn}, fails with {@code BlockingOperationError}. What blocks inside {@code spawnBlocking} or
 * {@code blockInPlace} is allowed.
 *
 * <p>Needs {@code io.projectreactor.tools:blockhound} on the class path and {@code
 * -XX:+AllowRedefinitionToAddDeleteMethods} (tried on JDK 17 and 25; from 21 on {@code
 * -XX:+EnableDynamicAgentLoading} spares a warning). {@code BlockHound.install()} finds this
 * integration by itself; {@link #install} is the same.
 *
 * <p>BlockHound does not see everything: reading files by channels, looking up names, waiting for a
 * monitor and long computations go unnoticed.
 */
public final class WeftBlockHound implements BlockHoundIntegration {
  /** For the service loader. */
  public WeftBlockHound() {}

  /**
   * Turns BlockHound on for this JVM, with this and all other integrations on the class path.
   *
   * @throws IllegalStateException if this JVM lets nobody rewrite its classes; says which flags do
   */
  public static void install() {
    try {
      BlockHound.install();
    } catch (RuntimeException | LinkageError refused) {
      throw new IllegalStateException(
          "BlockHound cannot watch this JVM, JDK "
              + Runtime.version().feature()
              + ": start it with -XX:+AllowRedefinitionToAddDeleteMethods and, from JDK 21 on, with"
              + " -XX:+EnableDynamicAgentLoading",
          refused);
    }
  }

  @Override
  public void applyTo(BlockHound.Builder builder) {
    builder
        .nonBlockingThreadPredicate(before -> before.or(thread -> pollsTasks()))
        // Whether a thread may block changes with what it does just now.
        .dynamicThreadPredicate(before -> before.or(thread -> true))
        // Where a worker without work waits, and where it waits for the body it polls.
        .allowBlockingCallsInside("weft.internal.system.SystemParker", "await")
        .allowBlockingCallsInside("weft.internal.system.LockStepCoroutine", "resume")
        .allowBlockingCallsInside("weft.internal.system.NioNetwork", "poll")
        // Code is loaded wherever it is first used.
        .allowBlockingCallsInside("java.lang.ClassLoader", "loadClass")
        .allowBlockingCallsInside("java.lang.invoke.MethodHandleNatives", "linkCallSite");
  }

  private static boolean pollsTasks() {
    Scope scope = Current.scope();
    return scope != null
        && (scope.kind() == Scope.Kind.WORKER || scope.kind() == Scope.Kind.BLOCK_ON);
  }
}
