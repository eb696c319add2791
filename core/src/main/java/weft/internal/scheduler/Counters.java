package weft.internal.scheduler;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counters that one thread writes and any thread reads, never stale for longer than the processor's
 * store buffer: a worker that is stuck in a poll still shows what it did before.
 */
final class Counters {
  private static final VarHandle CELLS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int PADDING =
      16; // two cache lines on either side: other workers write theirs

  private final long[] cells;

  Counters(int count) {
    cells = new long[PADDING + count + PADDING];
  }

  /** Adds to a counter. The owning thread only. */
  void add(int counter, long amount) {
    int cell = PADDING + counter;
    CELLS.setOpaque(cells, cell, cells[cell] + amount);
  }

  /** Replaces a counter's value. The owning thread only. */
  void set(int counter, long value) {
    CELLS.setOpaque(cells, PADDING + counter, value);
  }

  /** A counter's value. Any thread. */
  long get(int counter) {
    return (long) CELLS.getOpaque(cells, PADDING + counter);
  }
}
