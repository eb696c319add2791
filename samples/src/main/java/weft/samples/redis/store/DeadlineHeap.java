package weft.samples.redis.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The entries that expire, the earliest on top: a binary heap in which every entry knows its place,
 * so that a changed deadline moves its entry and leaves nothing stale behind.
 */
final class DeadlineHeap {
  private @Nullable Entry[] heap = new Entry[16];
  private int size;

  int size() {
    return size;
  }

  /** The entry that expires first, or null. */
  @Nullable Entry first() {
    return heap[0];
  }

  /** Gives {@code entry} a deadline, {@link Entry#NEVER} taking it out. */
  void schedule(Entry entry, long deadline) {
    if (deadline == Entry.NEVER) {
      remove(entry);
      return;
    }
    entry.deadline = deadline;
    if (entry.heapIndex == Entry.NOT_IN_HEAP) {
      if (size == heap.length) {
        heap = Arrays.copyOf(heap, size * 2);
      }
      place(entry, size++);
    }
    siftUp(entry);
    siftDown(entry);
  }

  /** Takes {@code entry} out, if it is in. */
  void remove(Entry entry) {
    int hole = entry.heapIndex;
    if (hole == Entry.NOT_IN_HEAP) {
      return;
    }
    Entry last = at(--size);
    heap[size] = null;
    entry.heapIndex = Entry.NOT_IN_HEAP;
    entry.deadline = Entry.NEVER;
    if (last != entry) {
      place(last, hole);
      siftUp(last);
      siftDown(last);
    }
  }

  void clear() {
    heap = new Entry[16];
    size = 0;
  }

  private void siftUp(Entry entry) {
    int index = entry.heapIndex;
    while (index > 0) {
      int parentIndex = (index - 1) / 2;
      Entry parent = at(parentIndex);
      if (parent.deadline <= entry.deadline) {
        break;
      }
      place(parent, index);
      index = parentIndex;
    }
    place(entry, index);
  }

  private void siftDown(Entry entry) {
    int index = entry.heapIndex;
    while (2 * index + 1 < size) {
      int childIndex = 2 * index + 1;
      if (childIndex + 1 < size && at(childIndex + 1).deadline < at(childIndex).deadline) {
        childIndex++;
      }
      Entry child = at(childIndex);
      if (entry.deadline <= child.deadline) {
        break;
      }
      place(child, index);
      index = childIndex;
    }
    place(entry, index);
  }

  private void place(Entry entry, int index) {
    heap[index] = entry;
    entry.heapIndex = index;
  }

  private Entry at(int index) {
    Entry entry = heap[index];
    if (entry == null) {
      throw new IllegalStateException("no entry at " + index + " of " + size);
    }
    return entry;
  }
}
