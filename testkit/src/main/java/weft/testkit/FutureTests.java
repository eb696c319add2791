package weft.testkit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import weft.future.Future;

/**
 * Implemented by a test class that has {@link WeftFutureTest} methods; there is nothing to
 * implement. They all run on the same instance of the class, each on a runtime of its own.
 */
public interface FutureTests {

  /** One test for each method of this class that is annotated with {@link WeftFutureTest}. */
  @TestFactory
  default List<DynamicTest> futures() {
    List<Method> methods = new ArrayList<>();
    for (Class<?> type = getClass(); type != Object.class; type = type.getSuperclass()) {
      for (Method method : type.getDeclaredMethods()) {
        if (method.isAnnotationPresent(WeftFutureTest.class)) {
          methods.add(method);
        }
      }
    }
    methods.sort(Comparator.comparing(Method::getName));
    List<DynamicTest> tests = new ArrayList<>();
    for (Method method : methods) {
      if (!Future.class.isAssignableFrom(method.getReturnType())) {
        throw new IllegalStateException(
            "a WeftFutureTest returns "
                + method.getReturnType().getName()
                + ", not a Future: "
                + method
                + "; use WeftTest");
      }
      tests.add(
          DynamicTest.dynamicTest(
              method.getName(),
              () -> {
                TestPlan plan = TestPlan.of(method.getAnnotation(WeftFutureTest.class));
                if (plan.isSimulated(method)) {
                  Object[] none = new Object[method.getParameterCount()];
                  plan.execute(method.getName(), new SimulatedTest(this, method, none, plan));
                  return;
                }
                TestRuntime runtime = plan.newRuntime();
                plan.execute(method.getName(), runtime, () -> runtime.run(call(method, runtime)));
              }));
    }
    return tests;
  }

  private Future<?> call(Method method, TestRuntime runtime) throws Exception {
    Parameter[] parameters = method.getParameters();
    Object[] arguments = new Object[parameters.length];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = TestPlan.argument(parameters[i].getType(), runtime);
    }
    method.setAccessible(true);
    try {
      return (Future<?>) method.invoke(this, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception failure) {
        throw failure;
      }
      throw (Error) e.getCause();
    }
  }
}
