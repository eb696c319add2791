package weft.benchmarks.peers;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import weft.benchmarks.harness.Meter;
import weft.benchmarks.harness.PeerProgram;
import weft.benchmarks.harness.Result;
import weft.benchmarks.scheduler.Work;

/**
 * The least that a yield of a virtual thread costs on a scheduler that is not the JVM's: two
 * threads run the steps out of a plain queue each, with nothing stolen, woken, counted or
 * cancelled. What a body mounted on our workers takes beyond this is ours; this itself is the
 * JDK's. To be started with {@code java.lang} opened.
 */
public final class VirtualThreadsFloor {
  private static final int NO_INHERITED_THREAD_LOCALS = 1 << 2;
  private static final MethodHandle MAKER = maker();

  private VirtualThreadsFloor() {}

  public static void main(String[] args) throws Exception {
    PeerProgram.of("virtual threads on two plain queues")
        .add("yield", VirtualThreadsFloor::yieldMany)
        .execute(args);
  }

  private static MethodHandle maker() {
    try {
      Class<?> builders = Class.forName("java.lang.ThreadBuilders");
      return MethodHandles.privateLookupIn(builders, MethodHandles.lookup())
          .findStatic(
              builders,
              "newVirtualThread",
              MethodType.methodType(
                  Thread.class, Executor.class, String.class, int.class, Runnable.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Steps in the order of asking; its own thread's, but for those before the start. */
  private static final class Steps implements Executor, Runnable {
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();

    @Override
    public void execute(Runnable step) {
      queue.add(step);
    }

    @Override
    public void run() {
      while (runSome()) {
        // a method of its own, so that it is compiled for itself
      }
    }

    private boolean runSome() {
      for (int i = 0; i < 64; i++) {
        Runnable step = queue.poll();
        if (step == null) {
          return false;
        }
        step.run();
      }
      return true;
    }
  }

  private static Result yieldMany(Meter meter) throws Exception {
    return meter.median(
        Work.YIELD_TASKS * Work.YIELDS,
        () -> {
          Steps[] steps = {new Steps(), new Steps()};
          for (int i = 0; i < Work.YIELD_TASKS; i++) {
            start(steps[i % steps.length]);
          }
          Thread[] carriers = {new Thread(steps[0]), new Thread(steps[1])};
          for (Thread carrier : carriers) {
            carrier.start();
          }
          for (Thread carrier : carriers) {
            carrier.join();
          }
        });
  }

  private static void start(Executor scheduler) {
    Runnable body =
        () -> {
          for (int i = 0; i < Work.YIELDS; i++) {
            Thread.yield();
          }
        };
    try {
      ((Thread) MAKER.invokeExact(scheduler, "floor", NO_INHERITED_THREAD_LOCALS, body)).start();
    } catch (Throwable failure) {
      throw new LinkageError("a virtual thread could not be made", failure);
    }
  }
}
