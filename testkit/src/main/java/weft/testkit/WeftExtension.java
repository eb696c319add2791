package weft.testkit;

import java.lang.reflect.Method;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;
import weft.async.Async;

/** Runs {@link WeftTest} methods. Registered by that annotation. */
public final class WeftExtension implements InvocationInterceptor, ParameterResolver {
  private static final ExtensionContext.Namespace SPACE =
      ExtensionContext.Namespace.create(WeftExtension.class);

  static {
    BufferCheck.install();
  }

  /** For JUnit. */
  public WeftExtension() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return TestPlan.isArgument(parameter.getParameter().getType());
  }

  @Override
  public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    if (plan(context).isSimulated(context.getRequiredTestMethod())) {
      return null; // there will be one for each seed
    }
    return TestPlan.argument(parameter.getParameter().getType(), runtime(context));
  }

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> call,
      ExtensionContext context)
      throws Throwable {
    TestPlan plan = plan(context);
    if (plan.isSimulated(call.getExecutable())) {
      invocation.skip();
      plan.execute(
          context.getDisplayName(),
          new SimulatedTest(
              context.getRequiredTestInstance(),
              call.getExecutable(),
              call.getArguments().toArray(),
              plan));
      return;
    }
    TestRuntime runtime = runtime(context);
    boolean drives =
        Arrays.stream(call.getExecutable().getParameterTypes()).anyMatch(TestPlan::drives);
    plan.execute(
        context.getDisplayName(),
        runtime,
        drives ? invocation::proceed : () -> runtime.run(Async.async(() -> proceed(invocation))));
  }

  private static void proceed(Invocation<Void> invocation) throws Exception {
    try {
      invocation.proceed();
    } catch (Exception | Error failure) {
      throw failure;
    } catch (Throwable other) {
      throw new AssertionError("the test threw what is neither an exception nor an error", other);
    }
  }

  private static TestPlan plan(ExtensionContext context) {
    return AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), WeftTest.class)
        .map(TestPlan::of)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "WeftExtension is for WeftTest methods: " + context.getRequiredTestMethod()));
  }

  private static TestRuntime runtime(ExtensionContext context) {
    return context
        .getStore(SPACE)
        .computeIfAbsent(TestRuntime.class, type -> plan(context).newRuntime(), TestRuntime.class);
  }
}
