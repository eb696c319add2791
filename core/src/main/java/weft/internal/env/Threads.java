package weft.internal.env;

import org.jspecify.annotations.Nullable;

/** Where a runtime's threads come from. */
public interface Threads {

  /**
   * Makes and starts a platform thread.
   *
   * @param name the thread's name
   * @param stackSize its stack in bytes, or 0 for the JVM's default
   * @return the started thread, or null where the environment runs {@code body} itself (simulation)
   * @throws OutOfMemoryError if the system refuses another thread
   */
  @Nullable Thread start(String name, long stackSize, Runnable body);
}
