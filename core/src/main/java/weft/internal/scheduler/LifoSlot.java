package weft.internal.scheduler;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import weft.internal.env.Preemption;
import weft.internal.env.PreemptionPoint;
import weft.internal.task.Task;

/**
 * The task that a worker runs next, ahead of its ring. The worker alone writes the slot. The
 * watchdog may take the task all the same, when the worker's poll lasts too long: then what is in
 * the slot means nothing any more, and the worker finds out when it comes for it.
 *
 * <p>Which of the two gets the task is settled by its state word, which the worker has to change in
 * any case to run it, so that the watchdog costs the worker nothing. The word counts how often the
 * task has left a slot; an entry is good while the word's count is the one that it came with.
 *
 * <p>The worker counts, and has emptied the slot before the task goes anywhere. The watchdog reads
 * the word, then looks once more whether the slot holds this task with this count, and then counts,
 * if the word is still the same. If the task had left the slot before the word was read, that look
 * would have shown it; if it leaves later, the word is no longer the same.
 */
final class LifoSlot {
  private static final VarHandle TASK;
  private static final VarHandle NUMBER;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      TASK = lookup.findVarHandle(LifoSlot.class, "task", Task.class);
      NUMBER = lookup.findVarHandle(LifoSlot.class, "number", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // Both are written by the worker alone.
  private @Nullable Task<?> task;
  private int number; // the task's count when it came

  /** Fills the slot, which is empty. The worker only. */
  void put(Task<?> next) {
    // Releases: who sees the number sees the slot empty or with this task in it, and who sees the
    // task sees all of it. They pair with the acquires in steal.
    NUMBER.setRelease(this, next.slotNumber());
    TASK.setRelease(this, next);
  }

  /**
   * Empties the slot. The worker only.
   *
   * @return the task, which is the caller's to run or to queue; null if there is none, or the
   *     watchdog was faster
   */
  @Nullable Task<?> take() {
    Task<?> next = task;
    if (next == null) {
      return null;
    }
    Preemption.point(PreemptionPoint.BEFORE_LIFO_TAKE);
    task = null;
    try {
      return next.leaveSlot(number) ? next : null;
    } catch (Throwable outOfStack) {
      task = next;
      throw outOfStack;
    }
  }

  /**
   * Puts back what was taken. The worker only. Calls nothing, and is to be called where there is
   * little stack left: after the {@link #take} that went deeper.
   */
  void putBack(Task<?> taken) {
    number += Task.SLOT_STEP; // it has left; nobody steals it now, as it is running
    task = taken;
  }

  /**
   * Takes the task from a worker that does not come for it. Any thread.
   *
   * @return null if there is none, or it has just gone
   */
  @Nullable Task<?> steal() {
    Task<?> seen = (Task<?>) TASK.getAcquire(this);
    if (seen == null) {
      return null;
    }
    int snapshot = seen.slotSnapshot();
    int came = (int) NUMBER.getAcquire(this);
    if (TASK.getAcquire(this) != seen) {
      return null;
    }
    Preemption.point(PreemptionPoint.BEFORE_LIFO_STEAL);
    return seen.stealFromSlot(came, snapshot) ? seen : null;
  }

  /** Whether there is nothing in the slot; if there is, it may mean nothing any more. */
  boolean isEmpty() {
    return task == null;
  }
}
