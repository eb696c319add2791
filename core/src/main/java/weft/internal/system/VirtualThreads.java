package weft.internal.system;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
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

  private static final @Nullable MethodHandle START = startHandle();
  private static final @Nullable MethodHandle SCHEDULED = scheduledHandle();
  private static final Executor JVM_SCHEDULER = jvmScheduler();
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
    return ScheduledThreads.make(SCHEDULED, scheduler, body);
  }

  /** Runs a step of a virtual thread that is not ours where it would have run without us. */
  static void runElsewhere(Runnable step) {
    JVM_SCHEDULER.execute(step);
  }

  /** The JVM's own scheduler where it can be had, else a pool like it. */
  private static Executor jvmScheduler() {
    if (SCHEDULED != null) {
      try {
        Class<?> threads = Class.forName("java.lang.VirtualThread");
        MethodHandles.Lookup inside =
            MethodHandles.privateLookupIn(threads, MethodHandles.lookup());
        for (Field field : threads.getDeclaredFields()) {
          if (field.getName().equals("DEFAULT_SCHEDULER")
              && Executor.class.isAssignableFrom(field.getType())) {
            return (Executor) inside.unreflectGetter(setAccessible(field)).invoke();
          }
        }
      } catch (Throwable changed) {
        // the pool below does as well
      }
    }
    return step -> ForkJoinPool.commonPool().execute(step);
  }

  private static Field setAccessible(Field field) {
    field.setAccessible(true);
    return field;
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
      return ScheduledThreads.passSelfTest(maker) ? maker : null;
    } catch (ReflectiveOperationException | RuntimeException notOpened) {
      return null;
    }
  }
}
