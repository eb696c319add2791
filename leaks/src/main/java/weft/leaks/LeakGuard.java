package weft.leaks;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Guards every class of a module's tests: after each test Netty's buffers are back, after each
 * class everything that {@link Holdings} counts.
 *
 * <p>It is registered for a whole module, by two files among the resources of its tests:
 *
 * <ul>
 *   <li>{@code META-INF/services/org.junit.jupiter.api.extension.Extension} names this class,
 *   <li>{@code junit-platform.properties} says {@code
 *       junit.jupiter.extensions.autodetection.enabled=true}.
 * </ul>
 *
 * <p>Extensions that are found in this way come first, so this one begins before a class's own
 * fixtures and ends after them. Buffers are counted in a JVM that was started with {@code
 * -Dio.netty.customResourceLeakDetector=weft.leaks.BufferCount}. Not for classes that run at the
 * same time as others.
 *
 * <p>It waits for what is about to be given back, for five seconds or as long as JUnit's
 * configuration parameter {@code weft.leaks.patience} says, a duration such as {@code PT30S} where
 * machines are slow.
 */
public final class LeakGuard implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  private static final ExtensionContext.Namespace SPACE =
      ExtensionContext.Namespace.create(LeakGuard.class);
  private static final Set<Class<?>> GUARDED = ConcurrentHashMap.newKeySet();

  /** For JUnit. */
  public LeakGuard() {}

  /** Whether a class is, or was, guarded in this JVM. */
  public static boolean guards(Class<?> testClass) {
    return GUARDED.contains(testClass);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    GUARDED.add(context.getRequiredTestClass());
    context.getStore(SPACE).put(context.getUniqueId(), Holdings.now());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Buffers.requireReturned(context.getDisplayName(), patience(context));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    Buffers.requireReturned(context.getDisplayName(), patience(context));
    Holdings before = context.getStore(SPACE).remove(context.getUniqueId(), Holdings.class);
    if (before != null) {
      before.requireReturned(context.getDisplayName(), patience(context));
    }
  }

  private static Patience patience(ExtensionContext context) {
    return context
        .getConfigurationParameter("weft.leaks.patience", Duration::parse)
        .map(Patience::new)
        .orElse(Patience.DEFAULT);
  }
}
