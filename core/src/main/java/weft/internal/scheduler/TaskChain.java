package weft.internal.scheduler;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.internal.task.Task;

/** A first-in-first-out list of queued tasks, linked through the tasks themselves. Not shared. */
final class TaskChain {
  private @Nullable Task<?> first;
  private @Nullable Task<?> last;
  private int size;

  void add(Task<?> task) {
    task.queueNext = null;
    if (last == null) {
      first = task;
    } else {
      last.queueNext = task;
    }
    last = task;
    size++;
  }

  /** Moves all of {@code other} to the end of this. */
  void addAll(TaskChain other) {
    if (other.first == null) {
      return;
    }
    if (last == null) {
      first = other.first;
    } else {
      last.queueNext = other.first;
    }
    last = other.last;
    size += other.size;
    other.first = null;
    other.last = null;
    other.size = 0;
  }

  /** Appends the first {@code count} of {@code tasks}, which are not null. */
  void addAll(@Nullable Task<?>[] tasks, int count) {
    Task<?> end = last;
    for (int i = 0; i < count; i++) {
      Task<?> task = Objects.requireNonNull(tasks[i]);
      task.queueNext = null;
      if (end == null) {
        first = task;
      } else {
        end.queueNext = task;
      }
      end = task;
    }
    last = end;
    size += count;
  }

  /**
   * Appends tasks that are linked from the youngest to the oldest.
   *
   * @return how many
   */
  int addReversed(@Nullable Task<?> youngest) {
    int count = 0;
    Task<?> oldest = null;
    Task<?> task = youngest;
    while (task != null) {
      Task<?> older = task.queueNext;
      task.queueNext = oldest;
      oldest = task;
      task = older;
      count++;
    }
    if (last == null) {
      first = oldest;
    } else {
      last.queueNext = oldest;
    }
    if (youngest != null) {
      last = youngest;
    }
    size += count;
    return count;
  }

  /** Takes the oldest, or null. */
  @Nullable Task<?> poll() {
    Task<?> task = first;
    if (task != null) {
      first = task.queueNext;
      task.queueNext = null;
      if (first == null) {
        last = null;
      }
      size--;
    }
    return task;
  }

  /**
   * Takes the oldest into the slots of a ring.
   *
   * @param slots their number is a power of two
   * @param position where the first one goes; its low bits are the slot
   * @return how many: all there are, but at most {@code room}
   */
  int moveTo(@Nullable Task<?>[] slots, int position, int room) {
    int count = Math.min(size, room);
    Task<?> task = first;
    // The list is brought up to date at the end only: storing a reference costs a garbage collector
    // with regions a fence.
    for (int i = 0; i < count && task != null; i++) {
      slots[(position + i) & (slots.length - 1)] = task;
      Task<?> after = task.queueNext;
      task.queueNext = null;
      task = after;
    }
    first = task;
    if (task == null) {
      last = null;
    }
    size -= count;
    return count;
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return first == null;
  }
}
