package weft.leaks;

import io.netty.util.LeakPresenceDetector;

/**
 * Netty's {@link LeakPresenceDetector}, which can also be asked without being reset. Installed by
 * {@code -Dio.netty.customResourceLeakDetector=weft.leaks.BufferCount}.
 *
 * @param <T> what is counted
 */
public final class BufferCount<T> extends LeakPresenceDetector<T> {
  private static final ResourceScope EVERYTHING = new ResourceScope("all tests");

  /**
   * For Netty, which makes one for each kind of resource.
   *
   * @param kind what is counted
   * @param ignoredInterval every one is counted
   */
  public BufferCount(Class<?> kind, int ignoredInterval) {
    super(kind);
  }

  /**
   * For Netty, which looks for this form too, and logs an error if it is missing.
   *
   * @param kind what is counted
   * @param ignoredInterval every one is counted
   * @param ignoredMaximum there is none
   */
  public BufferCount(Class<?> kind, int ignoredInterval, long ignoredMaximum) {
    super(kind);
  }

  @Override
  protected ResourceScope currentScope() {
    return EVERYTHING;
  }

  static boolean anyLeft() {
    return EVERYTHING.hasOpenResources();
  }
}
