package weft.internal.system;

import java.lang.invoke.MethodHandle;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import weft.internal.env.ThreadKind;

/**
 * Virtual threads with a scheduler of ours: making them, and whether that does what it has to. A
 * class of its own, as the test may need another thread while {@link VirtualThreads} is still being
 * initialized.
 */
final class ScheduledThreads {
  /** The JDK's flag for a thread that takes over no inheritable thread-locals. */
  private static final int NO_INHERITED_THREAD_LOCALS = 1 << 2;

  private ScheduledThreads() {}

  /** Makes a virtual thread, not started, whose steps are handed to {@code scheduler}. */
  static Thread make(MethodHandle maker, Executor scheduler, Runnable body) {
    try {
      return (Thread) maker.invokeExact(scheduler, "weft-body", NO_INHERITED_THREAD_LOCALS, body);
    } catch (RuntimeException | Error failure) {
      throw failure;
    } catch (Throwable impossible) {
      throw new LinkageError("making a virtual thread threw", impossible);
    }
  }

  /** A body that parks once must come back through our scheduler, on our thread, and end. */
  static boolean passSelfTest(MethodHandle maker) {
    if (!ThreadKind.isVirtual(Thread.currentThread())) {
      return stepsThrough(maker);
    }
    // A virtual thread cannot carry another one.
    FutureTask<Boolean> test = new FutureTask<>(() -> stepsThrough(maker));
    Thread platform = new Thread(test, "weft-self-test");
    platform.setDaemon(true);
    platform.start();
    boolean interrupted = false;
    while (true) {
      try {
        boolean passed = test.get();
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        return passed;
      } catch (InterruptedException goOn) {
        interrupted = true;
      } catch (ExecutionException failed) {
        return false;
      }
    }
  }

  private static boolean stepsThrough(MethodHandle maker) {
    SelfTest test = new SelfTest();
    Thread thread = make(maker, test, test::body);
    thread.start();
    boolean stoppedAtPark = test.step() && test.stage == 1;
    LockSupport.unpark(thread);
    return stoppedAtPark
        && test.step()
        && test.stage == 2
        && test.sawItself == thread
        && test.steps.size() == 1; // by which a coroutine tells its own steps from others'
  }

  private static final class SelfTest implements Executor {
    private final Set<Runnable> steps = Collections.newSetFromMap(new IdentityHashMap<>());
    private @Nullable Runnable next;
    private int stage;
    private @Nullable Thread sawItself;

    void body() {
      stage = 1;
      LockSupport.park(this);
      sawItself = Thread.currentThread();
      stage = 2;
    }

    @Override
    public void execute(Runnable step) {
      next = step;
      steps.add(step);
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
