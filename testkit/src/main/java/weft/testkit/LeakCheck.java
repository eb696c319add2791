package weft.testkit;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import weft.leaks.Buffers;
import weft.leaks.Holdings;

/** Checks {@link NoLeaks}. Registered by that annotation. */
public final class LeakCheck
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  private static final ExtensionContext.Namespace SPACE =
      ExtensionContext.Namespace.create(LeakCheck.class);

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
  public void afterEach(ExtensionContext context) {
    compare(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    compare(context);
  }

  private static void remember(ExtensionContext context) {
    context.getStore(SPACE).put(context.getUniqueId(), Holdings.now());
  }

  private static void compare(ExtensionContext context) {
    Buffers.requireReturned(context.getDisplayName());
    Holdings before = context.getStore(SPACE).remove(context.getUniqueId(), Holdings.class);
    if (before != null) {
      before.requireReturned(context.getDisplayName());
    }
  }
}
