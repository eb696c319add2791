package weft.testkit;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import weft.runtime.Handle;
import weft.runtime.WeftRuntime;

/** How one test method is to be run. */
record TestPlan(
    WeftTest.Flavor flavor,
    int workers,
    boolean paused,
    long seed,
    long timeoutMillis,
    boolean mayLeak) {

  static TestPlan of(WeftTest test) {
    return new TestPlan(
        test.flavor(),
        test.workers(),
        test.paused(),
        test.seed(),
        test.timeoutMillis(),
        test.mayLeak());
  }

  static TestPlan of(WeftFutureTest test) {
    return new TestPlan(
        test.flavor(),
        test.workers(),
        test.paused(),
        test.seed(),
        test.timeoutMillis(),
        test.mayLeak());
  }

  TestRuntime newRuntime() {
    TestRuntime.Builder builder = TestRuntime.builder();
    if (flavor == WeftTest.Flavor.MULTI_THREAD) {
      builder.multiThread(workers);
    } else {
      builder.paused(paused);
    }
    if (seed != 0) {
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
            + ": there are TestRuntime, WeftRuntime, Handle and TestClock");
  }

  static boolean isArgument(Class<?> type) {
    return drives(type) || type == Handle.class || type == TestClock.class;
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
    AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              try (runtime) {
                body.run();
                if (!mayLeak) {
                  runtime.assertNoLeaks();
                }
              } catch (Throwable failure) {
                failed.set(failure);
              }
            },
            "weft-test " + name);
    thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    thread.start();
    thread.join(timeoutMillis);
    Throwable failure = failed.get();
    if (thread.isAlive()) {
      failure =
          new AssertionError(
              name + " has not ended after " + timeoutMillis + " ms:\n" + runtime.dump());
      runtime.runtime().shutdownBackground();
      thread.interrupt();
    }
    if (failure != null) {
      failure.addSuppressed(new Repeat(runtime.seed()));
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
