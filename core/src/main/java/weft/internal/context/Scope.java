package weft.internal.context;

import org.jspecify.annotations.Nullable;
import weft.future.Future;
import weft.task.TaskId;

/**
 * What is current on a thread: the runtime and the part of it that the thread plays. The
 * scheduler's worker is one; so is an entered handle, a blocking thread, and the body of
 * straight-line code.
 */
public interface Scope {

  /** What a thread may do in this scope. */
  enum Kind {
    /** A worker that polls tasks: must not block. */
    WORKER,
    /** Inside {@code blockOn}, between polls of its future or during one: must not block. */
    BLOCK_ON,
    /** A handle was entered: may block. */
    ENTERED,
    /** A thread of the blocking pool, or inside {@code blockInPlace}: may block. */
    BLOCKING,
    /** The body of straight-line code on a thread of its own: must await, not block. */
    BODY
  }

  /** The current runtime. */
  RuntimeServices services();

  /** The part that this thread plays. */
  Kind kind();

  /**
   * The scope of the thread that carries this one: for a straight-line body, the worker that runs
   * it right now, so that what it spawns and wakes goes to that worker's own queue. Itself for all
   * others.
   */
  default Scope carrier() {
    return this;
  }

  /**
   * Whether a straight-line body that is started in this scope can be carried by a platform thread,
   * although this code may run on a virtual one.
   */
  default boolean hasCarrier() {
    return false;
  }

  /** The task whose code runs in this scope, or null outside every task. */
  default @Nullable TaskId taskId() {
    return null;
  }

  /** The number of the worker that this is, or that carries it; -1 if there is none. */
  default int workerIndex() {
    return -1;
  }

  /**
   * Takes what is left of a future that was cancelled here, and waits for it: a straight-line body
   * that unwinds does.
   *
   * @return false if the runtime has to see to it
   */
  default boolean adopt(Future<?> rest) {
    return false;
  }
}
