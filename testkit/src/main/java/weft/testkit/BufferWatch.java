package weft.testkit;

import io.netty.util.LeakPresenceDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import org.jspecify.annotations.Nullable;

/**
 * Counts Netty's buffers test by test (pooled and direct ones; it leaves unpooled ones on the heap
 * to the garbage collector), so that one which is never released fails the test that made it.
 * {@link WeftTest} puts it in place by itself, unless something has used Netty before in this JVM;
 * {@code -Dio.netty.customResourceLeakDetector=weft.testkit.BufferWatch} is in time in any case.
 * With {@code -Dio.netty.util.LeakPresenceDetector.trackCreationStack=true} a failure shows where
 * the buffers come from.
 *
 * <p>Tests that run at the same time share the count.
 *
 * @param <T> what is counted
 */
public final class BufferWatch<T> extends LeakPresenceDetector<T> {
  private static final String PROPERTY = "io.netty.customResourceLeakDetector";
  private static volatile ResourceScope scope = new ResourceScope("outside all tests");

  /** For Netty. */
  public BufferWatch(Class<?> resourceType, int samplingInterval) {
    super(resourceType);
  }

  /** For Netty. */
  public BufferWatch(Class<?> resourceType, int samplingInterval, long maxActive) {
    super(resourceType);
  }

  @Override
  protected ResourceScope currentScope() {
    return scope;
  }

  /** Has Netty use this if it uses nothing else, and has not begun. */
  static void install() {
    if (System.getProperty(PROPERTY) == null) {
      System.setProperty(PROPERTY, BufferWatch.class.getName());
    }
  }

  /** Begins to count for {@code test}; null if Netty does not tell this. */
  static @Nullable ResourceScope begin(String test) {
    if (!(ResourceLeakDetectorFactory.instance().newResourceLeakDetector(Object.class)
        instanceof BufferWatch)) {
      return null;
    }
    ResourceScope begun = new ResourceScope(test);
    scope = begun;
    return begun;
  }

  /**
   * Wants all buffers back that were made since {@link #begin}.
   *
   * @throws AssertionError if some are left
   */
  static void end(@Nullable ResourceScope begun) {
    try {
      // The scope is never closed: who releases a buffer of it later would get an exception.
      if (begun != null && begun.hasOpenResources()) {
        check();
      }
    } catch (IllegalStateException left) {
      throw new AssertionError(
          "buffers are left behind: release them, also those of failures and cancellations", left);
    } finally {
      scope = new ResourceScope("outside all tests");
    }
  }
}
