package weft.internal.scheduler;

import org.jspecify.annotations.Nullable;
import weft.internal.task.Task;

/**
 * Copies and clears arrays of tasks. A collector wants to know of each reference that is stored:
 * for a whole array at once that takes a call, for every single one a good deal of code. So few are
 * stored one by one, and many together.
 */
final class Bulk {
  private static final int FEW = 8;
  private static final @Nullable Task<?>[] NONE = new Task<?>[256];

  private Bulk() {}

  /** As {@code System.arraycopy}. */
  static void copy(
      @Nullable Task<?>[] from, int first, @Nullable Task<?>[] to, int position, int count) {
    if (count > FEW) {
      System.arraycopy(from, first, to, position, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      to[position + i] = from[first + i];
    }
  }

  /** Makes the first {@code count} elements null. */
  static void clear(@Nullable Task<?>[] tasks, int count) {
    int first = 0;
    while (count - first > FEW) {
      int next = Math.min(count - first, NONE.length);
      System.arraycopy(NONE, 0, tasks, first, next);
      first += next;
    }
    while (first < count) {
      tasks[first++] = null;
    }
  }
}
