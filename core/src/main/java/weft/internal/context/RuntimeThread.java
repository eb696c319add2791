package weft.internal.context;

import org.jspecify.annotations.Nullable;

/**
 * A thread of a runtime. The current scope is a field of it, which costs less to reach than a
 * thread-local; only the thread itself touches it.
 */
public final class RuntimeThread extends Thread {
  @Nullable Scope scope;

  /**
   * @param name the thread's name
   * @param stackSize its stack in bytes, or 0 for the JVM's default
   */
  public RuntimeThread(Runnable body, String name, long stackSize) {
    super(null, body, name, stackSize, false);
  }
}
