package weft.internal.system;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import weft.internal.context.Current;
import weft.internal.context.Scope;
import weft.internal.env.Coroutine;
import weft.internal.env.Coroutines;
import weft.internal.env.ThreadKind;

/**
 * Chooses what straight-line bodies run on, once per JVM, from what the JVM offers.
 *
 * <p>{@code -Dweft.async.engine} forces one: {@code mounted} (the fast one), {@code virtual} or
 * {@code platform}.
 */
public enum AsyncEngine {
  /** A virtual thread scheduled by its own task on our workers. JDK 24+, {@code java.lang} open. */
  MOUNTED,
  /** A virtual thread on the JVM's scheduler. JDK 21+. */
  VIRTUAL,
  /** A platform thread. Every JDK. */
  PLATFORM;

  private static final BodyThreads PLATFORM_THREADS =
      new BodyThreads(Integer.getInteger("weft.async.maxThreads", BodyThreads.DEFAULT_LIMIT));

  /** The engine of this JVM. */
  public static AsyncEngine current() {
    AsyncEngine chosen = Chosen.ENGINE;
    if (chosen == null) {
      throw new IllegalStateException(Chosen.REFUSAL);
    }
    return chosen;
  }

  /** Says once, when the first body needs an engine, whether a faster one could be had. */
  private static AsyncEngine announced(AsyncEngine chosen) {
    String advice = chosen.advice();
    if (advice != null) {
      System.getLogger("weft.async").log(System.Logger.Level.INFO, advice);
    }
    return chosen;
  }

  /**
   * The coroutines of this engine.
   *
   * @param lockStep whether body and poller must never run at the same time: in current-thread
   *     runtimes and in simulation
   */
  public Coroutines coroutines(boolean lockStep) {
    BodyThreads.Starter starter =
        this == PLATFORM ? PLATFORM_THREADS::start : VirtualThreads::start;
    if (this == MOUNTED) {
      return AsyncEngine::mountable;
    }
    if (lockStep) {
      return (body, ready) -> new LockStepCoroutine(body, ready, starter);
    }
    return (body, ready) -> new FreeCoroutine(body, starter);
  }

  /** A virtual thread cannot carry another one; a mounted body has its inner ones carried. */
  private static Coroutine mountable(Runnable body, Runnable ready) {
    if (ThreadKind.isVirtual(Thread.currentThread()) && !hasCarrier()) {
      return new LockStepCoroutine(body, ready, VirtualThreads::start);
    }
    return new MountedCoroutine(body, ready);
  }

  private static boolean hasCarrier() {
    Scope scope = Current.scope();
    return scope != null && scope.hasCarrier();
  }

  /** What to do for a faster engine, or null if this is the fastest. */
  public @Nullable String advice() {
    if (this == MOUNTED) {
      return null;
    }
    if (VirtualThreads.isSchedulable()) {
      return "async bodies run on "
          + this
          + " threads because -Dweft.async.engine says so; without"
          + " it they run on the runtime's own workers";
    }
    if (VirtualThreads.wouldBeSchedulable()) {
      Module self = AsyncEngine.class.getModule();
      String target = self.isNamed() ? self.getName() : "ALL-UNNAMED";
      return "async bodies run on "
          + this
          + " threads; a faster engine is available: start the JVM"
          + " with --add-opens java.base/java.lang="
          + target;
    }
    return "async bodies run on " + this + " threads; JDK 24 or newer has a faster engine";
  }

  private static final class Chosen {
    static final @Nullable AsyncEngine ENGINE;
    static final @Nullable String REFUSAL; // why there is none

    static {
      String forced = System.getProperty("weft.async.engine");
      AsyncEngine best =
          VirtualThreads.isSchedulable()
              ? MOUNTED
              : VirtualThreads.isSupported() ? VIRTUAL : PLATFORM;
      AsyncEngine wanted = forced == null || forced.isEmpty() ? best : parse(forced);
      if (wanted == null) {
        ENGINE = null;
        REFUSAL = "weft.async.engine is not mounted, virtual or platform: " + forced;
      } else if (wanted.ordinal() < best.ordinal()) {
        ENGINE = null;
        REFUSAL = "weft.async.engine=" + forced + " is not available here: " + best.advice();
      } else {
        ENGINE = announced(wanted);
        REFUSAL = null;
      }
    }

    private static @Nullable AsyncEngine parse(String name) {
      for (AsyncEngine engine : values()) {
        if (engine.name().equals(name.toUpperCase(Locale.ROOT))) {
          return engine;
        }
      }
      return null;
    }
  }
}
