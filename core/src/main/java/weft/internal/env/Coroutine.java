package weft.internal.env;

/**
 * Code on a stack of its own that can stop in the middle and go on later: what a straight-line body
 * runs on.
 *
 * <p>Two threads take part. The <em>poller</em> calls {@link #resume}; the coroutine's own thread
 * calls {@link #suspend}; anybody calls {@link #unsuspend}. In <em>lock-step</em> the poller waits
 * while the body runs, so that the two never run at the same time and the body may use what belongs
 * to the poller. Otherwise the body runs by itself once it was started.
 */
public interface Coroutine {

  /** Whether {@link #resume} runs the body on the caller's behalf and returns when it stops. */
  boolean isLockStep();

  /**
   * Whether {@link #resume} may be called on this thread. A body on a virtual thread can only be
   * mounted by a platform thread.
   */
  boolean canResumeHere();

  /**
   * In lock-step: if the body can go on, runs it until it stops or ends. Otherwise: starts the body
   * at the first call and returns at once. Called by one thread at a time.
   */
  void resume();

  /**
   * Called by the body: stops until {@link #unsuspend}. One that came before makes this return at
   * once. May return spuriously.
   */
  void suspend();

  /**
   * Called by the body, in lock-step: stops until the next {@link #resume}, which the caller has
   * arranged for. Costs less than letting itself go on by {@link #unsuspend}.
   *
   * @return false if nothing happened, as the JVM cannot take the body off its thread here
   */
  boolean yieldToPoller();

  /** Lets the body go on. Any thread; in lock-step it goes on at the next {@link #resume}. */
  void unsuspend();

  /**
   * Called by the body in lock-step: until {@link #unpin} a contended lock stops its poller as
   * well, as it would stop a poller that runs the same code itself. Only {@link #suspend} stops the
   * body alone. May be nested.
   */
  void pin();

  /** Called by the body: undoes one {@link #pin}. */
  void unpin();

  /**
   * Whether a body that is started in this one can run on a thread of this one's poller, which is
   * then asked to run it: this one could not carry it itself.
   */
  default boolean hasCarrier() {
    return false;
  }

  /** The thread that the body runs on, for stack traces. */
  Thread thread();
}
