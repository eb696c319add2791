package weft.leaks;

import io.netty.util.LeakPresenceDetector;

/** Netty's buffers, in a JVM that was started with a detector that counts them. */
public final class Buffers {
  private static final String DETECTOR =
      System.getProperty("io.netty.customResourceLeakDetector", "");
  private static final boolean COUNTED_HERE =
      DETECTOR.equals("weft.leaks.BufferCount"); // by name: where Netty is not, nothing loads it
  private static final boolean COUNTED_BY_NETTY =
      DETECTOR.equals("io.netty.util.LeakPresenceDetector");

  private Buffers() {}

  /** Whether this JVM counts buffers at all. */
  public static boolean areCounted() {
    return COUNTED_HERE || COUNTED_BY_NETTY;
  }

  /**
   * Wants every buffer of this JVM released. With {@link BufferCount} it waits a moment for those
   * that another thread is about to release, and is content once there is none at some instant, as
   * what leaks is never given back; Netty's own detector cannot be asked twice.
   *
   * @param who names the test in the message
   * @throws AssertionError if there are any left; they are not reported again
   */
  public static void requireReturned(String who) {
    requireReturned(who, Patience.DEFAULT);
  }

  static void requireReturned(String who, Patience patience) {
    if (COUNTED_HERE && patience.until(() -> !BufferCount.anyLeft())) {
      return; // not asked again: a server that notices the test's end reads once more
    }
    if (areCounted()) {
      check(who);
    }
  }

  private static void check(String who) {
    try {
      LeakPresenceDetector.check();
    } catch (IllegalStateException left) {
      throw new AssertionError(who + " left buffers behind", left);
    }
  }
}
