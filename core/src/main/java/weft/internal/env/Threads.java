package weft.internal.env;

import org.jspecify.annotations.Nullable;

/** Where a runtime's threads come from. */
public interface Threads {

  /**
   * Makes and starts a platform thread.
   *
   * @param name the thread's name
   * @param stackSize its stack in bytes, or 0 for the JVM's default
   * @return the started thread, or null where there is none: a simulation runs a {@link Job} itself
   *     later on, and steps workers in its own way
   * @throws OutOfMemoryError if the system refuses another thread
   */
  @Nullable Thread start(String name, long stackSize, Runnable body);

  /**
   * Waits for the end of a thread that {@link #start} has returned and that is about to end.
   *
   * @param millis the longest wait; positive
   */
  default void join(Thread thread, long millis) throws InterruptedException {
    thread.join(millis);
  }

  /**
   * A body that ends by itself soon if it runs on the thread that asked for it: a simulation runs
   * it whole, while it steps the bodies that go on for ever in its own way.
   */
  interface Job extends Runnable {}
}
