package weft.internal.task;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The state word of a task. Only this class sees bits; its methods are named transitions that say
 * what the caller has to do.
 *
 * <pre>
 * bit        set by                 cleared by         while it is set
 * RUNNING    begin (a runner)       endPoll, complete  one thread owns the future and the plain
 *                                                      fields that are guarded by RUNNING; or the
 *                                                      task has yielded or left a LIFO slot, and a
 *                                                      queue holds it for whoever goes on with it
 * NOTIFIED   spawn, wake, abort     begin              the task is in exactly one queue, or is
 *                                                      running and its runner will queue it again
 * ABORTED    abort                  never              the next runner cancels instead of polling
 * COMPLETE   complete               never              the result is stored and does not change
 * FAILED     complete               never              the result is what was thrown
 * CANCELLED  complete               never              there is no result
 * JOINABLE   construction           claim              somebody may still take the result
 * REPORTED   report                 never              the failure went to the unhandled hook
 * (others)   counted up by beginFromSlot, moveFromSlot  how often the task has left a LIFO slot
 *
 * idle               = none of RUNNING, NOTIFIED, COMPLETE
 * idle     -> queued     wake, abort: whoever finds the task idle queues it; nobody else does
 * queued   -> running    begin, by the one thread that took the task from its queue; or
 *                        beginFromSlot, by the worker whose slot holds it
 * queued   -> queued     moveFromSlot: from a worker's slot to the queue of whoever moves it
 * running  -> idle       endPoll, not woken meanwhile
 * running  -> queued     endPoll, woken meanwhile: the runner itself queues it
 * running  -> running    a yield: the runner queues it, and the next one goes on with it
 * running  -> queued     requeue: there is more to do
 * running  -> complete   complete
 * </pre>
 *
 * <p>A completed task is in no queue, and a queued one is neither running (unless a queue holds it
 * for its runner, when there is no {@code begin}) nor complete: that is why {@code begin} is one
 * unconditional exchange of two bits. A LIFO slot has two takers, the worker and a watchdog; which
 * of them gets the task is settled here, by the count, at no further cost for the worker. All
 * transitions are volatile read-modify-writes. {@code wake} does one even on a task that is already
 * notified: a plain read first would let the waker's data writes pass the runner's clearing of the
 * bit, and be missed.
 */
abstract class TaskState {
  private static final int RUNNING = 1;
  private static final int NOTIFIED = 1 << 1;
  private static final int ABORTED = 1 << 2;
  private static final int COMPLETE = 1 << 3;
  private static final int FAILED = 1 << 4;
  private static final int CANCELLED = 1 << 5;
  private static final int JOINABLE = 1 << 6;
  private static final int REPORTED = 1 << 7;
  static final int SLOT_UNIT = 1 << 8;
  private static final int SLOT_COUNT = -SLOT_UNIT; // all the bits above

  /** How a task ends. */
  enum End {
    VALUE(0),
    FAILURE(FAILED),
    CANCELLATION(CANCELLED);

    private final int bits;

    End(int bit) {
      this.bits = RUNNING | COMPLETE | bit; // an exchange: takes RUNNING away, sets the others
    }
  }

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(TaskState.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile int state;

  TaskState() {
    STATE.set(this, NOTIFIED | JOINABLE); // born queued; plain, as whoever queues it publishes it
  }

  /** What a wake or an abort found. */
  enum Found {
    /** The task was idle: the caller queues it. */
    IDLE,
    /** The task is in a queue. */
    QUEUED,
    /** The task is running, and its runner will see; or it has ended. */
    OTHER
  }

  /** Notes that the task has something to do. */
  final Found wakeTransition() {
    return found((int) STATE.getAndBitwiseOr(this, NOTIFIED));
  }

  /** Notes that the task is to be cancelled. */
  final Found abortTransition() {
    return found((int) STATE.getAndBitwiseOr(this, NOTIFIED | ABORTED));
  }

  private static Found found(int before) {
    if ((before & (RUNNING | COMPLETE)) != 0) {
      return Found.OTHER;
    }
    return (before & NOTIFIED) == 0 ? Found.IDLE : Found.QUEUED;
  }

  /**
   * Takes a queued task over for running it.
   *
   * @return whether to poll the future; false to cancel it
   */
  final boolean begin() {
    int before = (int) STATE.getAndBitwiseXor(this, RUNNING | NOTIFIED);
    assert (before & (RUNNING | NOTIFIED | COMPLETE)) == NOTIFIED : describe(before);
    return (before & ABORTED) == 0;
  }

  /** How often the task has left a LIFO slot: a number to compare, and no more. */
  final int slotCount() {
    return state & SLOT_COUNT;
  }

  /**
   * Takes a task over out of the caller's LIFO slot.
   *
   * @param count {@link #slotCount} when it came into the slot
   * @return false if somebody has moved it elsewhere: the caller forgets it
   */
  final boolean beginFromSlot(int count) {
    while (true) {
      int before = state;
      if ((before & SLOT_COUNT) != count) {
        return false;
      }
      if ((before & RUNNING) != 0) {
        return true; // the caller had taken it over and put it back
      }
      assert (before & (RUNNING | NOTIFIED | COMPLETE)) == NOTIFIED : describe(before);
      if (STATE.compareAndSet(this, before, (before ^ (RUNNING | NOTIFIED)) + SLOT_UNIT)) {
        return true;
      }
    }
  }

  /** The state as it is, for {@link #moveFromSlot}. */
  final int snapshot() {
    return state;
  }

  /**
   * Takes a queued task out of the LIFO slot of a worker that is busy. The caller queues it.
   *
   * @param count {@link #slotCount} when it came into the slot
   * @param seen the {@link #snapshot}, after which it was seen in the slot with that count
   * @return false if it has left the slot, or may have
   */
  final boolean moveFromSlot(int count, int seen) {
    return (seen & (SLOT_COUNT | RUNNING | NOTIFIED)) == (count | NOTIFIED)
        && STATE.compareAndSet(this, seen, seen + SLOT_UNIT);
  }

  /** Whether an abort was asked for. */
  final boolean isAbortRequested() {
    return (state & ABORTED) != 0;
  }

  /**
   * Ends a poll that was pending.
   *
   * @return whether the task was woken meanwhile, so that the caller queues it
   */
  final boolean endPoll() {
    int before = (int) STATE.getAndBitwiseAnd(this, ~RUNNING);
    assert (before & RUNNING) != 0 : describe(before);
    return (before & NOTIFIED) != 0;
  }

  /** Goes back from running to queued, as there is more to do. The caller queues the task. */
  final void requeue() {
    STATE.getAndBitwiseOr(this, NOTIFIED);
    endPoll();
  }

  /**
   * Publishes the result.
   *
   * @return whether somebody may take it; false if the caller has to dispose of it
   */
  final boolean complete(End end) {
    int before = (int) STATE.getAndBitwiseXor(this, end.bits);
    assert (before & (RUNNING | COMPLETE)) == RUNNING : describe(before);
    return (before & JOINABLE) != 0;
  }

  /**
   * Gives up or uses the right to take the result. Called by the handle's owner.
   *
   * @return whether the task was complete already, so that the result is the caller's
   */
  final boolean claim() {
    int before = (int) STATE.getAndBitwiseAnd(this, ~JOINABLE);
    return (before & COMPLETE) != 0;
  }

  /** Whether the result may still be taken. */
  final boolean isJoinable() {
    return (state & JOINABLE) != 0;
  }

  /** Whether the result is stored. */
  final boolean isComplete() {
    return (state & COMPLETE) != 0;
  }

  /** How the task ended; it is complete. */
  final End end() {
    int now = state;
    if ((now & FAILED) != 0) {
      return End.FAILURE;
    }
    return (now & CANCELLED) != 0 ? End.CANCELLATION : End.VALUE;
  }

  /**
   * Decides who reports a failure.
   *
   * @return whether the caller does, as nobody has yet
   */
  final boolean report() {
    return ((int) STATE.getAndBitwiseOr(this, REPORTED) & REPORTED) == 0;
  }

  /**
   * Decides who reports a failure whose handle is still held. If it is not, the decision is left to
   * whoever has claimed the result.
   *
   * @return whether the caller does: nobody has yet, and nobody has claimed the result
   */
  final boolean reportUnclaimed() {
    while (true) {
      int before = state;
      if ((before & (REPORTED | JOINABLE)) != JOINABLE) {
        return false;
      }
      if (STATE.compareAndSet(this, before, before | REPORTED)) {
        return true;
      }
    }
  }

  final String describeState() {
    return describe(state);
  }

  private static String describe(int bits) {
    StringBuilder text = new StringBuilder();
    name(text, bits, COMPLETE, "complete");
    name(text, bits, FAILED, "failed");
    name(text, bits, CANCELLED, "cancelled");
    name(text, bits, RUNNING, "running");
    name(text, bits, NOTIFIED, "notified");
    name(text, bits, ABORTED, "aborted");
    name(text, bits, JOINABLE, "joinable");
    name(text, bits, REPORTED, "reported");
    return text.length() == 0 ? "idle" : text.toString();
  }

  private static void name(StringBuilder text, int bits, int bit, String name) {
    if ((bits & bit) != 0) {
      text.append(text.length() == 0 ? "" : " ").append(name);
    }
  }
}
