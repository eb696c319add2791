package weft.internal.env;

/**
 * Places between two steps of an algorithm at which another thread could run, named so that a
 * simulation can let another virtual worker run there and show that it did. No lock is held at any
 * of them.
 */
public enum PreemptionPoint {
  /** A worker found no work and has not announced yet that it parks. */
  BEFORE_PARK_ANNOUNCE,
  /** A worker has announced that it parks and has not looked again. */
  AFTER_PARK_ANNOUNCE,
  /** A task was pushed to the global queue and nobody has been notified yet. */
  AFTER_INJECT_PUSH,
  /** A task was pushed to a local ring and nobody has been notified yet. */
  AFTER_LOCAL_PUSH,
  /** A worker has seen a task in its LIFO slot and has not taken it yet. */
  BEFORE_LIFO_TAKE,
  /** A watchdog has seen a task in a worker's LIFO slot and has not taken it yet. */
  BEFORE_LIFO_STEAL,
  /** A thief has claimed slots of a ring and not copied them yet. */
  AFTER_STEAL_CLAIM,
  /** A worker is about to refill its ring from the global queue. */
  BEFORE_REFILL,
  /** A task was woken by its state word and not been queued yet. */
  AFTER_WAKE_TRANSITION,
  /** A task's poll has returned and its state word has not been changed yet. */
  AFTER_TASK_POLL,
  /** A task waits for a socket, and the network has not been told yet. */
  AFTER_IO_WAITER,
  /** A driver has collected what became ready and has not woken anybody yet. */
  BEFORE_IO_WAKES,
  /** A driver has announced until when it sleeps, and does not wait yet. */
  BEFORE_DRIVER_WAIT,
  /** A timer was filed in its wheel, and the driver's announcement not looked at yet. */
  AFTER_TIMER_FILED,
  /** Timers were taken from the wheels as due, and nobody was woken yet. */
  BEFORE_TIMER_WAKES,
  /** A socket is closed and its registration not removed yet. */
  AFTER_IO_CLOSE,
  /** A future has found that it has to wait and not registered its waker yet. */
  BEFORE_WAKER_REGISTER,
  /** A waiting future has registered its waker and not looked at the condition again. */
  AFTER_WAKER_REGISTER,
  /** A oneshot holds its value and the receiver has not been woken yet. */
  AFTER_ONESHOT_SEND,
  /** A value is in a channel and its receiver has not been woken yet. */
  AFTER_CHANNEL_PUSH,
  /** Permits were assigned to waiters that have not been woken yet. */
  AFTER_PERMIT_RELEASE
}
