package weft.streams;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Where one of two sides is at work, so that the other one waits for it a moment before it lets its
 * thread sleep: waking a thread takes longer than the other side needs for a thousand items. A
 * hint, which may be late or wrong; nothing but time depends on it.
 */
final class Presence {
  /** How often to look again: some microseconds in all, the price of a small part of a wake-up. */
  private static final int LOOKS = Runtime.getRuntime().availableProcessors() > 1 ? 16 : 0;

  /** Between two looks, so that there is more than one item to be had then. */
  private static final int PAUSES = 8;

  private static final VarHandle THREAD;

  static {
    try {
      THREAD = MethodHandles.lookup().findVarHandle(Presence.class, "thread", Thread.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  @SuppressWarnings("unused") // by THREAD
  private @Nullable Thread thread;

  /** Something that the other side brings about. */
  @FunctionalInterface
  interface Condition {
    /** Whether there is nothing to wait for any more. */
    boolean isMet();
  }

  /** This side is at work on the current thread, or will soon go on there. */
  void here() {
    Thread current = Thread.currentThread();
    if (THREAD.getOpaque(this) != current) {
      THREAD.setOpaque(this, current);
    }
  }

  /** This side waits. */
  void gone() {
    THREAD.setOpaque(this, (Thread) null);
  }

  /**
   * Called by the other side: waits a moment for {@code condition} if this side is at work on
   * another thread.
   *
   * @return whether the condition is met
   */
  boolean await(Condition condition) {
    Thread current = Thread.currentThread();
    for (int look = 0; look < LOOKS; look++) {
      Thread there = (Thread) THREAD.getOpaque(this);
      if (there == null || there == current) {
        return false;
      }
      for (int pause = 0; pause < PAUSES; pause++) {
        Thread.onSpinWait();
      }
      if (condition.isMet()) {
        return true;
      }
    }
    return false;
  }
}
