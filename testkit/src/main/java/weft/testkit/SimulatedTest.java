package weft.testkit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import weft.async.Async;
import weft.future.Future;
import weft.runtime.Handle;
import weft.runtime.WeftRuntime;

/**
 * One test method under simulation: it is called once for each seed, with hosts of its own each
 * time, and its own code runs on a host called {@value #HOST}.
 */
final class SimulatedTest implements Scenario {
  static final String HOST = "test";
  private static final int WORKERS = 4;

  private final Object instance;
  private final Method method;
  private final Object[] others; // arguments that are somebody else's business
  private final TestPlan plan;
  private volatile String current = "not begun";

  private volatile boolean abandoned;

  /** For the dump of a test that hangs; the run is another thread's. */
  private volatile Simulation simulation;

  @SuppressWarnings("NullAway") // there is no simulation before the first seed
  SimulatedTest(Object instance, Method method, Object[] others, TestPlan plan) {
    this.instance = instance;
    this.method = method;
    this.others = others.clone();
    this.plan = plan;
  }

  /** Whether a method asks for what only a simulation has. */
  static boolean isArgument(Class<?> type) {
    return type == Simulation.class || type == SimHost.class || type == SimFabric.class;
  }

  private static boolean drives(Class<?> type) {
    return type == Simulation.class || type == SimHost.class || type == WeftRuntime.class;
  }

  void run() {
    SimulationOptions options =
        SimulationOptions.DEFAULT.withWorkers(plan.workersOr(WORKERS)).with(plan.faults());
    SimExplorer.check(plan.seed(), plan.seeds(), options, this);
  }

  /** There shall be no further seed. */
  void abandon() {
    abandoned = true;
  }

  String dump() {
    Simulation running = simulation;
    return current + (running == null ? "" : running.describeWaiting());
  }

  @Override
  public void run(Simulation now) throws Exception {
    if (abandoned) {
      throw new AssertionError("the test took too long and was given up");
    }
    simulation = now;
    current = "seed " + now.seed();
    SimHost host = now.host(HOST);
    if (plan.paused()) {
      host.clock().pause();
    }
    boolean drives = Future.class.isAssignableFrom(method.getReturnType());
    Object[] arguments = others.clone();
    Class<?>[] types = method.getParameterTypes();
    for (int i = 0; i < types.length; i++) {
      drives |= drives(types[i]);
      if (TestPlan.isArgument(types[i])) {
        arguments[i] = argument(types[i], now, host);
      }
    }
    if (drives) {
      if (call(arguments) instanceof Future<?> future) {
        host.run(future);
      }
    } else {
      host.run(
          host.spawn(
              "the test itself",
              Async.async(
                  () -> {
                    call(arguments);
                  })));
    }
    if (!plan.mayLeak()) {
      host.assertNoLeaks();
    }
  }

  private static Object argument(Class<?> type, Simulation now, SimHost host) {
    if (type == Simulation.class) {
      return now;
    }
    if (type == SimHost.class) {
      return host;
    }
    if (type == SimFabric.class) {
      return now.network();
    }
    if (type == WeftRuntime.class) {
      return host.runtime();
    }
    if (type == Handle.class) {
      return host.handle();
    }
    if (type == TestClock.class) {
      return host.clock();
    }
    throw new IllegalArgumentException(
        "no value for a parameter of "
            + type
            + " in a simulated test: there are Simulation, SimHost, SimFabric (the network),"
            + " WeftRuntime, Handle and TestClock");
  }

  private Object call(Object[] arguments) throws Exception {
    method.setAccessible(true);
    try {
      return method.invoke(instance, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception failure) {
        throw failure;
      }
      throw e.getCause() instanceof Error error
          ? error
          : new AssertionError("neither an exception nor an error was thrown", e.getCause());
    }
  }
}
