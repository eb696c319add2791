package weft.testkit;

import io.netty.util.LeakPresenceDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import weft.leaks.BufferCount;
import weft.leaks.Buffers;

/** Has Netty's buffers counted without a flag, where that is still possible. */
final class BufferCheck {
  private static final String PROPERTY = "io.netty.customResourceLeakDetector";

  private BufferCheck() {}

  /** Has Netty count its buffers, unless it was told something else or has begun. */
  static void install() {
    if (System.getProperty(PROPERTY) == null) {
      System.setProperty(PROPERTY, BufferCount.class.getName());
      if (!isInPlace()) {
        System.clearProperty(PROPERTY); // too late in this JVM: nothing is counted
      }
    }
  }

  private static boolean isInPlace() {
    return ResourceLeakDetectorFactory.instance().newResourceLeakDetector(Object.class)
        instanceof LeakPresenceDetector;
  }

  /**
   * Wants every buffer of this JVM released, if they are counted.
   *
   * @throws AssertionError if there are any left; they are not reported again
   */
  static void requireReturned(String who) {
    if (isInPlace()) {
      Buffers.requireReturned(who);
    }
  }
}
