package weft.internal.system;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The JVM's virtual threads, looked up at run time, as these sources also run on JDK 17.
 *
 * <p>The scheduler of a virtual thread can only be chosen by a method that the JDK keeps to itself;
 * it is reached where {@code java.lang} is opened to this module, and only after it has shown that
 * it works.
 */
final class VirtualThreads {
  /** The first JDK on which a thread that waits inside a monitor does not pin its carrier. */
  private static final int FIRST_WITHOUT_PINNING = 24;

  /** The JDK's flag for a thread that takes over no inheritable thread-locals. */
  private static final int NO_INHERITED_THREAD_LOCALS = 1 << 2;

  private static final @Nullable MethodHandle START = startHandle();
  private static final @Nullable MethodHandle SCHEDULED = scheduledHandle();
  private static final @Nullable MethodHandle PIN = pinHandle("pin");
  private static final @Nullable MethodHandle UNPIN = pinHandle("unpin");

  private VirtualThreads() {}

  /** Whether this JVM has virtual threads. */
  static boolean isSupported() {
    return START != null;
  }

  /** Whether virtual threads can be given a scheduler of ours here. */
  static boolean isSchedulable() {
    return SCHEDULED != null;
  }

  /** Whether this JVM could schedule virtual threads if {@code java.lang} were opened. */
  static boolean wouldBeSchedulable() {
    return Runtime.version().feature() >= FIRST_WITHOUT_PINNING;
  }

  /** Starts a virtual thread on the JVM's own scheduler. */
  static Thread start(Runnable body) {
    if (START == null) {
      throw new IllegalStateException("this JVM has no virtual threads");
    }
    try {
      return (Thread) START.invokeExact(body);
    } catch (RuntimeException | Error failure) {
      throw failure;
    } catch (Throwable impossible) {
      throw new LinkageError("starting a virtual thread threw", impossible);
    }
  }

  /** Makes a virtual thread, not started, whose steps are handed to {@code scheduler}. */
  static Thread scheduledBy(Executor scheduler, Runnable body) {
    if (SCHEDULED == null) {
      throw new IllegalStateException("virtual threads cannot be given a scheduler here");
    }
    return newScheduled(SCHEDULED, scheduler, body);
  }

  private static Thread newScheduled(MethodHandle maker, Executor scheduler, Runnable body) {
    try {
      return (Thread) maker.invokeExact(scheduler, "weft-body", NO_INHERITED_THREAD_LOCALS, body);
    } catch (RuntimeException | Error failure) {
      throw failure;
    } catch (Throwable impossible) {
      throw new LinkageError("making a virtual thread threw", impossible);
    }
  }

  /**
   * Keeps the current virtual thread, one of {@link #scheduledBy}, on the thread that runs it,
   * whatever it waits for. Does nothing where the JDK does not let us.
   */
  static void pin() {
    if (PIN != null) {
      invoke(PIN);
    }
  }

  /** Undoes {@link #pin}. */
  static void unpin() {
    if (UNPIN != null) {
      invoke(UNPIN);
    }
  }

  private static void invoke(MethodHandle handle) {
    try {
      handle.invokeExact();
    } catch (RuntimeException | Error failure) {
      throw failure;
    } catch (Throwable impossible) {
      throw new LinkageError("pinning a virtual thread threw", impossible);
    }
  }

  private static @Nullable MethodHandle pinHandle(String name) {
    if (SCHEDULED == null) {
      return null;
    }
    try {
      Class<?> continuation = Class.forName("java.lang.VirtualThread$VThreadContinuation");
      return MethodHandles.privateLookupIn(continuation, MethodHandles.lookup())
          .findStatic(continuation, name, MethodType.methodType(void.class));
    } catch (ReflectiveOperationException | RuntimeException changed) {
      return null;
    }
  }

  private static @Nullable MethodHandle startHandle() {
    try {
      return MethodHandles.publicLookup()
          .findStatic(
              Thread.class,
              "startVirtualThread",
              MethodType.methodType(Thread.class, Runnable.class));
    } catch (ReflectiveOperationException olderThan21) {
      return null;
    }
  }

  private static @Nullable MethodHandle scheduledHandle() {
    if (!wouldBeSchedulable()) {
      return null;
    }
    try {
      Class<?> builders = Class.forName("java.lang.ThreadBuilders");
      MethodHandle maker =
          MethodHandles.privateLookupIn(builders, MethodHandles.lookup())
              .findStatic(
                  builders,
                  "newVirtualThread",
                  MethodType.methodType(
                      Thread.class, Executor.class, String.class, int.class, Runnable.class));
      return passesSelfTest(maker) ? maker : null;
    } catch (ReflectiveOperationException | RuntimeException notOpened) {
      return null;
    }
  }

  /** A body that parks once must come back through our scheduler, on our thread, and end. */
  private static boolean passesSelfTest(MethodHandle maker) {
    SelfTest test = new SelfTest();
    Thread thread = newScheduled(maker, test, test::body);
    thread.start();
    boolean stoppedAtPark = test.step() && test.stage == 1;
    java.util.concurrent.locks.LockSupport.unpark(thread);
    return stoppedAtPark && test.step() && test.stage == 2 && test.sawItself == thread;
  }

  private static final class SelfTest implements Executor {
    private @Nullable Runnable next;
    private int stage;
    private @Nullable Thread sawItself;

    void body() {
      stage = 1;
      java.util.concurrent.locks.LockSupport.park(this);
      sawItself = Thread.currentThread();
      stage = 2;
    }

    @Override
    public void execute(Runnable step) {
      next = step;
    }

    boolean step() {
      Runnable step = next;
      next = null;
      if (step == null) {
        return false;
      }
      step.run();
      return true;
    }
  }
}
