package weft.testkit;

import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Checks {@link NoLeaks}. Registered by that annotation. */
public final class LeakCheck
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  private static final ExtensionContext.Namespace SPACE =
      ExtensionContext.Namespace.create(LeakCheck.class);
  private static final String BUFFER_DETECTOR = "io.netty.util.LeakPresenceDetector";

  /** For JUnit. */
  public LeakCheck() {}

  @Override
  public void beforeAll(ExtensionContext context) {
    remember(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    remember(context);
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    compare(context);
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    compare(context);
  }

  private static void remember(ExtensionContext context) {
    context.getStore(SPACE).put(context.getUniqueId(), Holdings.now());
  }

  private static void compare(ExtensionContext context) throws Exception {
    Holdings before = context.getStore(SPACE).remove(context.getUniqueId(), Holdings.class);
    if (before != null) {
      before.requireReturned(context.getDisplayName());
    }
    checkBuffers();
  }

  private static void checkBuffers() throws Exception {
    if (BUFFER_DETECTOR.equals(System.getProperty("io.netty.customResourceLeakDetector"))) {
      Method check = Class.forName(BUFFER_DETECTOR).getMethod("check");
      try {
        check.invoke(null);
      } catch (java.lang.reflect.InvocationTargetException e) {
        throw new AssertionError("buffers are left behind", e.getCause());
      }
    }
  }
}
