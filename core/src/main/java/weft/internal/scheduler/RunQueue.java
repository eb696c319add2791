package weft.internal.scheduler;

import org.jspecify.annotations.Nullable;
import weft.internal.env.Tunables;
import weft.internal.task.Task;

/**
 * What a worker has to run: a LIFO slot, a ring behind it, and what overflows goes to the global
 * queue. The worker's own, but for thieves, who take from the {@link #ring}, and the watchdog,
 * which takes from the slot.
 */
final class RunQueue {
  /**
   * The worker runs the task next: it is in the slot, or alone in the ring while that is closed.
   */
  static final TaskChain NEXT = new TaskChain();

  final LocalQueue ring;
  private LifoSlot slot = new LifoSlot(); // who steals from one that is out of use finds it empty
  private final MultiThreadScheduler scheduler;
  private final WorkerCounters metrics;
  // Empty but for the moments between push and pushSurplus: there may be no memory for another.
  private final TaskChain surplus = new TaskChain();
  private final boolean hasSlot;
  private boolean slotOpen;

  RunQueue(MultiThreadScheduler scheduler, WorkerCounters metrics) {
    Tunables tunables = scheduler.config.tunables();
    this.scheduler = scheduler;
    this.metrics = metrics;
    this.ring = new LocalQueue(tunables.localQueueCapacity());
    this.hasSlot = scheduler.config.lifoSlot() && tunables.lifoCap() > 0;
    this.slotOpen = hasSlot;
  }

  /**
   * Queues a task that was woken or spawned, as the last act that can fail, and without waiting for
   * a lock: see {@link Worker#scheduleLocally}.
   *
   * @return {@link #NEXT}; else thieves can see a task that they could not see before, and this is
   *     what found no room, to be given to {@link MultiThreadScheduler#pushSurplus}, or null
   */
  @Nullable TaskChain add(Task<?> task) {
    if (!slotOpen) {
      boolean alone = hasSlot && ring.isEmpty();
      TaskChain unplaced = push(task);
      // A thief that is still copying may hold every place of a ring that looks empty.
      return alone && unplaced == null ? NEXT : unplaced;
    }
    Task<?> displaced = slot.take();
    if (displaced == null) {
      slot.put(task);
      return NEXT;
    }
    TaskChain unplaced;
    try {
      unplaced = push(displaced);
    } catch (Throwable outOfStack) {
      slot.putBack(displaced);
      throw outOfStack;
    }
    slot.put(task);
    return unplaced;
  }

  /** Queues a task at the ring's end, and gives away what found no room. */
  void pushBack(Task<?> task) {
    TaskChain unplaced = push(task);
    if (unplaced != null) {
      scheduler.pushSurplus(unplaced);
    }
  }

  private @Nullable TaskChain push(Task<?> task) {
    while (true) {
      int pushed = ring.push(task);
      if (pushed == LocalQueue.QUEUED) {
        return null;
      }
      StackProbe.ensure();
      if (pushed == LocalQueue.BUSY) {
        surplus.add(task);
        return surplus;
      }
      if (ring.overflow(task, surplus)) {
        metrics.overflowed();
        return surplus;
      }
    }
  }

  /** The next task: that of the slot, else the ring's oldest, or null. */
  @Nullable Task<?> next() {
    Task<?> task = slot.take();
    return task == null ? ring.pop() : task;
  }

  /** Takes the task from the slot, if there is one. */
  @Nullable Task<?> takeFollower() {
    return slot.take();
  }

  /** As {@link #takeFollower}, while the worker is busy. Any thread. */
  @Nullable Task<?> stealFollower() {
    return slot.steal();
  }

  /** Lets tasks into the slot again, where there is one. */
  void openSlot() {
    slotOpen = hasSlot;
  }

  /** From now on all tasks go to the ring. */
  void closeSlot() {
    slotOpen = false;
  }

  boolean isSlotOpen() {
    return slotOpen;
  }

  boolean isEmpty() {
    return slot.isEmpty() && ring.isEmpty();
  }

  /** As far as the queue is empty: see {@link Young}. */
  void renew() {
    if (slot.isEmpty()) {
      slot = new LifoSlot();
    }
    ring.renew();
  }

  /** How many tasks are queued, that of the slot included. */
  int length() {
    return ring.length() + (slot.isEmpty() ? 0 : 1);
  }
}
