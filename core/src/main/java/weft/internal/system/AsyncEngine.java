package weft.internal.system;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import weft.internal.env.Coroutines;

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
    return Chosen.ENGINE;
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
      return MountedCoroutine::new;
    }
    if (lockStep) {
      return (body, ready) -> new LockStepCoroutine(body, ready, starter);
    }
    return (body, ready) -> new FreeCoroutine(body, starter);
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
    static final AsyncEngine ENGINE = announced(choose(System.getProperty("weft.async.engine")));

    private static AsyncEngine choose(@Nullable String forced) {
      AsyncEngine best =
          VirtualThreads.isSchedulable()
              ? MOUNTED
              : VirtualThreads.isSupported() ? VIRTUAL : PLATFORM;
      if (forced == null || forced.isEmpty()) {
        return best;
      }
      AsyncEngine wanted;
      try {
        wanted = valueOf(forced.toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException unknown) {
        throw new IllegalArgumentException(
            "weft.async.engine is not mounted, virtual or platform: " + forced, unknown);
      }
      if (wanted.ordinal() < best.ordinal()) {
        throw new IllegalStateException(
            "weft.async.engine=" + forced + " is not available here: " + best.advice());
      }
      return wanted;
    }
  }
}
