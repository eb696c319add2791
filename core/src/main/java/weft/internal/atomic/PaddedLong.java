package weft.internal.atomic;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A long alone on its cache lines, for a value that one thread writes often while others read or
 * exchange it. Composed where a benchmark shows that a neighbour would suffer.
 */
@SuppressWarnings("unused") // the padding
public final class PaddedLong {
  private static final VarHandle VALUE;

  static {
    try {
      VALUE = MethodHandles.lookup().findVarHandle(PaddedLong.class, "value", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private long before1, before2, before3, before4, before5, before6, before7, before8;
  private long before9, before10, before11, before12, before13, before14, before15;
  private volatile long value;
  private long after1, after2, after3, after4, after5, after6, after7, after8;
  private long after9, after10, after11, after12, after13, after14, after15;

  /** The value, read as volatile. */
  public long get() {
    return value;
  }

  /** The value, perhaps not the latest. */
  public long getOpaque() {
    return (long) VALUE.getOpaque(this);
  }

  /** Adds to the value, as a counter that only the calling thread writes; others see it soon. */
  public void countOpaque(long amount) {
    VALUE.setOpaque(this, (long) VALUE.getOpaque(this) + amount);
  }

  /** Replaces {@code expected} by {@code next}; volatile both ways. */
  public boolean compareAndSet(long expected, long next) {
    return VALUE.compareAndSet(this, expected, next);
  }
}
