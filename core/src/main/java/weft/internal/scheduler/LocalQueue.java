package weft.internal.scheduler;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import weft.internal.atomic.PaddedLong;
import weft.internal.env.Preemption;
import weft.internal.env.PreemptionPoint;
import weft.internal.task.Task;

/**
 * A worker's run queue: a ring that its owner fills and empties, and from which thieves take half.
 *
 * <p>Positions are ints that wrap; their low bits are the slot. The tail is written by the owner
 * alone. The head is two positions packed into one long:
 *
 * <pre>
 *   steal (high half)   the first slot that a thief is still copying
 *   real  (low half)    the next slot to pop
 *   steal == real       no thief is at work
 *   real .. tail        queued tasks
 *   steal .. real       claimed by a thief: not tasks of ours any more, but not free either
 * </pre>
 *
 * <p>Whoever moves the head does so by compare-and-set of both halves. A thief claims by advancing
 * {@code real} alone, copies, and releases by bringing {@code steal} up to {@code real}. There is
 * one thief at a time: a second one that sees the halves differ goes elsewhere. All room is counted
 * from {@code steal}: a preempted thief still owns its slots, and refilling them would lose tasks.
 */
final class LocalQueue {
  private static final VarHandle TAIL;

  static {
    try {
      TAIL = MethodHandles.lookup().findVarHandle(LocalQueue.class, "tail", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final PaddedLong head = new PaddedLong();
  // Written by the owner alone, while no task is in it and no thief at work; thieves read it after
  // their claim, and so after the acquire of a tail that was published later.
  private @Nullable Task<?>[] slots;
  private final int mask;
  private final int capacity;
  private int tail; // written by the owner with release; thieves read it with acquire

  LocalQueue(int capacity) {
    this.capacity = capacity;
    this.mask = capacity - 1;
    this.slots = new Task<?>[capacity];
  }

  private static int steal(long packed) {
    return (int) (packed >>> 32);
  }

  private static int real(long packed) {
    return (int) packed;
  }

  private static long pack(int steal, int real) {
    return ((long) steal << 32) | (real & 0xFFFF_FFFFL);
  }

  // ---------------------------------------------------------------- the owner

  /** The task is queued. */
  static final int QUEUED = 0;

  /** The ring is full while a thief makes room: the caller puts this one task elsewhere. */
  static final int BUSY = 1;

  /** The ring is full: the caller calls {@link #overflow}. */
  static final int FULL = 2;

  /**
   * Appends a task, as its very last act: if this throws, the task is not queued.
   *
   * @return {@link #QUEUED}, {@link #BUSY} or {@link #FULL}: numbers, as looking at an enum would
   *     take stack that may not be there any more
   */
  int push(Task<?> task) {
    long packed = head.get();
    int end = tail;
    if (end - steal(packed) < capacity) {
      slots[end & mask] = task;
      TAIL.setRelease(this, end + 1); // publishes the slot; pairs with the acquire in stealInto
      return QUEUED;
    }
    return steal(packed) == real(packed) ? FULL : BUSY;
  }

  /**
   * Appends tasks as long as there is room, but at most {@code max}; the others stay behind.
   *
   * @return how many
   */
  int pushAll(TaskChain tasks, int max) {
    int end = tail;
    int room = steal(head.get()) + capacity - end;
    int moved = tasks.moveTo(slots, end, Math.min(room, max));
    TAIL.setRelease(this, end + moved);
    return moved;
  }

  /**
   * Appends tasks as long as there is room; the others stay behind.
   *
   * @param tasks the first {@code count} of these
   * @return how many
   */
  int pushAll(@Nullable Task<?>[] tasks, int count) {
    int end = tail;
    int room = steal(head.get()) + capacity - end;
    int moved = Math.min(room, count);
    int slot = end & mask;
    int beforeWrap = Math.min(moved, capacity - slot);
    Bulk.copy(tasks, 0, slots, slot, beforeWrap);
    Bulk.copy(tasks, beforeWrap, slots, 0, moved - beforeWrap);
    TAIL.setRelease(this, end + moved);
    return moved;
  }

  /** If the ring is empty: see {@link Young}. */
  void renew() {
    long packed = head.get();
    if (real(packed) == tail && steal(packed) == tail) {
      slots = new Task<?>[capacity];
    }
  }

  /**
   * Takes the newer half out of a full ring, linked by {@code queueNext} and followed by {@code
   * task}. The older half stays: it may have come from the global queue, and a task is not sent
   * back there before it was polled once.
   *
   * @param surplus empty; gets the {@code capacity / 2 + 1} tasks
   * @return false if a thief interfered: push again
   */
  boolean overflow(Task<?> task, TaskChain surplus) {
    int first = tail - capacity;
    // Claim all, as thieves must not see half a move. The ring then looks empty; whoever finds it
    // so
    // is made good for by the notification that follows the push to the global queue.
    if (!head.compareAndSet(pack(first, first), pack(tail, tail))) {
      return false;
    }
    int half = capacity / 2;
    for (int i = half; i < capacity; i++) {
      int slot = (first + i) & mask;
      surplus.add(taskAt(slot));
      slots[slot] = null;
    }
    surplus.add(task);
    // Positions repeat every capacity: the slots of the older half are also those of tail .. tail +
    // half, so that moving the tail shows them again where they are.
    TAIL.setRelease(this, tail + half);
    return true;
  }

  /** Takes the oldest task, or null. */
  @Nullable Task<?> pop() {
    while (true) {
      long packed = head.get();
      int real = real(packed);
      if (real == tail) {
        return null;
      }
      int next = real + 1;
      long moved = steal(packed) == real ? pack(next, next) : pack(steal(packed), next);
      int slot = real & mask;
      Task<?> task = slots[slot]; // a guess until the head has moved; afterwards all loads wait
      if (head.compareAndSet(packed, moved)) {
        slots[slot] = null; // a finished task must not be kept alive by an idle ring
        return present(task, slot);
      }
    }
  }

  /**
   * How many tasks can be pushed now; never less than that later on, but for the owner's pushes.
   */
  int room() {
    return capacity - (tail - steal(head.get()));
  }

  /** How many tasks are queued; exact for the owner, a snapshot for others. */
  int length() {
    int end = (int) TAIL.getAcquire(this);
    return Math.max(0, end - real(head.get()));
  }

  boolean isEmpty() {
    return length() == 0;
  }

  // ---------------------------------------------------------------- thieves

  /**
   * Moves half of this queue's tasks, rounded up, to {@code thief}'s, which the caller owns.
   *
   * @return the last of them, to be run at once, or null if there was nothing to take, another
   *     thief was at it, or the thief's own ring is more than half full
   */
  @Nullable Task<?> stealInto(LocalQueue thief, WorkerCounters metrics) {
    int thiefTail = thief.tail;
    if (thiefTail - steal(thief.head.get()) > thief.capacity / 2) {
      return null;
    }
    int first;
    int count;
    while (true) {
      long packed = head.get();
      if (steal(packed) != real(packed)) {
        return null;
      }
      first = real(packed);
      int available = (int) TAIL.getAcquire(this) - first;
      count = available - available / 2;
      if (count <= 0) {
        return null;
      }
      if (count > thief.capacity / 2) {
        continue; // the head moved between the two reads, so that the difference means nothing
      }
      if (head.compareAndSet(packed, pack(first, first + count))) {
        break;
      }
    }
    Preemption.point(PreemptionPoint.AFTER_STEAL_CLAIM);
    for (int i = 0; i < count; i++) {
      int slot = (first + i) & mask;
      thief.slots[(thiefTail + i) & thief.mask] = slots[slot];
      slots[slot] = null; // the slot is ours until the release below
    }
    releaseClaim(count);
    metrics.stole(count);
    int last = thiefTail + count - 1;
    Task<?> task = thief.taskAt(last & thief.mask);
    thief.slots[last & thief.mask] = null;
    if (count > 1) {
      TAIL.setRelease(thief, last);
    }
    return task;
  }

  private void releaseClaim(int count) {
    while (true) {
      long packed = head.get();
      assert real(packed) - steal(packed) >= count : "a thief's claim was taken from it";
      if (head.compareAndSet(packed, pack(real(packed), real(packed)))) {
        return;
      }
    }
  }

  private Task<?> taskAt(int slot) {
    return present(slots[slot], slot);
  }

  private Task<?> present(@Nullable Task<?> task, int slot) {
    if (task == null) {
      throw new IllegalStateException("a queued slot holds no task: " + slot + " in " + this);
    }
    return task;
  }

  @Override
  public String toString() {
    long packed = head.get();
    return "LocalQueue[steal " + steal(packed) + ", real " + real(packed) + ", tail " + tail + "]";
  }
}
