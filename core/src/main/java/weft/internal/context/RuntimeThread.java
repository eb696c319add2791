package weft.internal.context;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A thread of a runtime. The current scope is a field of it, which costs less to reach than a
 * thread-local; only the thread itself touches it.
 */
public final class RuntimeThread extends Thread {
  /** Holds the body for a while: as the thread grows old, storing into it would cost a fence. */
  private static final class Seat {
    @SuppressWarnings("UnusedVariable") // through BODY
    private @Nullable Thread body;
  }

  private static final VarHandle BODY;

  static {
    try {
      BODY = MethodHandles.lookup().findVarHandle(Seat.class, "body", Thread.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @Nullable Scope scope;

  private Seat seat = new Seat(); // others may still look at one that is out of use

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
      BODY.setOpaque(thread.seat, body); // for a snapshot, which needs no order
    }
  }

  /** Replaces what {@link #carries} stores into. Called now and then, between two bodies. */
  public static void renew() {
    if (Thread.currentThread() instanceof RuntimeThread thread) {
      thread.seat = new Seat();
    }
  }

  /** The thread of the body whose code this thread runs, or null. Any thread: a snapshot. */
  public @Nullable Thread body() {
    return (Thread) BODY.getOpaque(seat);
  }
}
