package weft.internal.context;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A thread of a runtime. The current scope is a field of it, which costs less to reach than a
 * thread-local; only the thread itself touches it.
 */
public final class RuntimeThread extends Thread {
  private static final VarHandle BODY;

  static {
    try {
      BODY = MethodHandles.lookup().findVarHandle(RuntimeThread.class, "body", Thread.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @Nullable Scope scope;

  @SuppressWarnings("UnusedVariable") // through BODY
  private @Nullable Thread body;

  /**
   * @param name the thread's name
   * @param stackSize its stack in bytes, or 0 for the JVM's default
   */
  public RuntimeThread(Runnable body, String name, long stackSize) {
    super(null, body, name, stackSize, false);
  }

  /**
   * From now on the current thread, if it is one of these, runs the code of a straight-line body,
   * which has a thread of its own; or its own code again, if null.
   */
  public static void carries(@Nullable Thread body) {
    if (Thread.currentThread() instanceof RuntimeThread thread) {
      BODY.setOpaque(thread, body); // for a snapshot, which needs no order
    }
  }

  /** The thread of the body whose code this thread runs, or null. Any thread: a snapshot. */
  public @Nullable Thread body() {
    return (Thread) BODY.getOpaque(this);
  }
}
