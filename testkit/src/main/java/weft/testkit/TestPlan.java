package weft.testkit;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import weft.runtime.Handle;
import weft.runtime.WeftRuntime;
import weft.testkit.WeftTest.Flavor;

/** How one test method is to be run. */
record TestPlan(
    Flavor flavor,
    int workers,
    boolean paused,
    long seed,
    int seeds,
    Fault[] faults,
    long timeoutMillis,
    boolean mayLeak) {

  static {
    BufferCheck.install();
  }

  static TestPlan of(WeftTest test) {
    return new TestPlan(
        test.flavor(),
        test.workers(),
        test.paused(),
        test.seed(),
        test.seeds(),
        test.faults(),
        test.timeoutMillis(),
        test.mayLeak());
  }

  static TestPlan of(WeftFutureTest test) {
    return new TestPlan(
        test.flavor(),
        test.workers(),
        test.paused(),
        test.seed(),
        test.seeds(),
        test.faults(),
        test.timeoutMillis(),
        test.mayLeak());
  }

  /** Whether {@code method} wants a simulation, by its flavour or by one of its parameters. */
  boolean isSimulated(Method method) {
    boolean wantsNetwork =
        Arrays.stream(method.getParameterTypes()).anyMatch(SimulatedTest::isArgument);
    if (wantsNetwork && flavor == Flavor.MULTI_THREAD) {
      throw new IllegalStateException(
          "the parameters of " + method.getName() + " need flavor = SIMULATED, not MULTI_THREAD");
    }
    return wantsNetwork || flavor == Flavor.SIMULATED;
  }

  int workersOr(int usual) {
    return workers == 0 ? usual : workers;
  }

  TestRuntime newRuntime() {
    TestRuntime.Builder builder = TestRuntime.builder();
    if (flavor == Flavor.MULTI_THREAD) {
      builder.multiThread(workersOr(2));
    } else {
      builder.paused(paused);
    }
    if (seed != 0 && Seeds.given() == null) {
      builder.seed(seed);
    }
    return builder.build();
  }

  /** What a parameter of a type stands for. */
  static Object argument(Class<?> type, TestRuntime runtime) {
    if (type == TestRuntime.class) {
      return runtime;
    }
    if (type == WeftRuntime.class) {
      return runtime.runtime();
    }
    if (type == Handle.class) {
      return runtime.handle();
    }
    if (type == TestClock.class) {
      return runtime.clock();
    }
    throw new IllegalArgumentException(
        "no value for a parameter of "
            + type
            + ": there are TestRuntime, WeftRuntime, Handle and TestClock, and in a simulated test"
            + " Simulation, SimHost and SimFabric (the network)");
  }

  static boolean isArgument(Class<?> type) {
    return drives(type)
        || SimulatedTest.isArgument(type)
        || type == Handle.class
        || type == TestClock.class;
  }

  /** Whether a method that has such a parameter runs the runtime itself. */
  static boolean drives(Class<?> type) {
    return type == TestRuntime.class || type == WeftRuntime.class;
  }

  /** What a test does. */
  interface Body {
    void run() throws Throwable;
  }

  /**
   * Runs {@code body} on a thread of its own, looks for leaks, and closes the runtime.
   *
   * @throws Throwable what the body threw, or an {@link AssertionError} after the time-out
   */
  void execute(String name, TestRuntime runtime, Body body) throws Throwable {
    try {
      limited(
          name,
          () -> {
            try (runtime) {
              body.run();
              if (!mayLeak) {
                runtime.assertNoLeaks();
              }
            }
          },
          runtime::dump,
          () -> runtime.runtime().shutdownBackground());
    } catch (Throwable failure) {
      failure.addSuppressed(new Repeat(runtime.seed()));
      throw failure;
    }
  }

  /** Runs a test for each seed, on a thread of its own. */
  void execute(String name, SimulatedTest test) throws Throwable {
    limited(
        name,
        test::run,
        () -> {
          StringBuilder text = new StringBuilder(test.dump()).append('\n');
          TestRuntime.appendThreads(text);
          return text.toString();
        },
        test::abandon);
  }

  private void limited(String name, Body body, Supplier<String> dump, Runnable abandon)
      throws Throwable {
    AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                body.run();
                if (!mayLeak) {
                  BufferCheck.requireReturned(name);
                }
              } catch (Throwable failure) {
                failed.set(failure);
              }
            },
            "weft-test " + name);
    thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    thread.setDaemon(true); // one that hangs must not keep the JVM
    thread.start();
    thread.join(timeoutMillis);
    if (thread.isAlive()) {
      AssertionError late =
          new AssertionError(
              name + " has not ended after " + timeoutMillis + " ms:\n" + dump.get());
      abandon.run();
      thread.interrupt();
      throw late;
    }
    Throwable failure = failed.get();
    if (failure != null) {
      throw failure;
    }
  }

  /** Tells beside a failure how to repeat it. */
  private static final class Repeat extends Throwable {
    private static final long serialVersionUID = 1;

    Repeat(long seed) {
      super("the seed was " + seed + ": repeat with -Dweft.seed=" + seed, null, false, false);
    }
  }
}
