package weft.internal.env;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MutableCallSite;

/**
 * The hook behind {@link PreemptionPoint}. In production a point costs nothing: the compiler sees a
 * constant false, and recompiles when a simulation turns the hook on.
 */
public final class Preemption {
  private static final MutableCallSite SITE =
      new MutableCallSite(MethodHandles.constant(boolean.class, false));
  private static final MethodHandle ENABLED = SITE.dynamicInvoker();
  private static volatile Hook hook = point -> {};

  /** What a simulation does at a point. Called on the thread that reached it. */
  @FunctionalInterface
  public interface Hook {
    /** The running thread is at {@code point}. */
    void reached(PreemptionPoint point);
  }

  private Preemption() {}

  /** Marks a place at which another thread could run. */
  public static void point(PreemptionPoint point) {
    if (isEnabled()) {
      hook.reached(point);
    }
  }

  /** Turns the hook on for the whole JVM; the hook itself tells which threads it concerns. */
  public static void install(Hook newHook) {
    hook = newHook;
    SITE.setTarget(MethodHandles.constant(boolean.class, true));
    MutableCallSite.syncAll(new MutableCallSite[] {SITE});
  }

  private static boolean isEnabled() {
    try {
      return (boolean) ENABLED.invokeExact();
    } catch (Throwable impossible) {
      throw new LinkageError("a constant method handle threw", impossible);
    }
  }
}
