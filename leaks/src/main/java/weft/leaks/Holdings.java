package weft.leaks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What this JVM holds at a moment: its threads, its descriptors by kind (where the system has
 * {@code /proc}), and its Weft runtimes with their tasks and timers.
 *
 * <p>Threads and descriptors that the JVM or the build keeps for themselves do not count.
 */
public final class Holdings {
  private final Set<Thread> threads;
  private final Map<String, Integer> descriptors;
  private final Map<Object, RuntimeLoad> runtimes;

  private Holdings(
      Set<Thread> threads, Map<String, Integer> descriptors, Map<Object, RuntimeLoad> runtimes) {
    this.threads = threads;
    this.descriptors = descriptors;
    this.runtimes = runtimes;
  }

  /** What is held now. */
  public static Holdings now() {
    return new Holdings(LiveThreads.now(), Descriptors.now(), RuntimeLoad.now());
  }

  /** Whether descriptors can be counted on this system. */
  public static boolean countsDescriptors() {
    return Descriptors.areCounted();
  }

  /**
   * Wants everything back that was taken since, within five seconds: threads take a moment to end.
   *
   * @param who names the test in the message
   * @throws AssertionError naming what is left
   */
  public void requireReturned(String who) {
    requireReturned(who, Patience.DEFAULT);
  }

  void requireReturned(String who, Patience patience) {
    List<String> left = new ArrayList<>();
    patience.until(
        () -> {
          left.clear();
          left.addAll(LiveThreads.since(threads));
          left.addAll(Descriptors.since(descriptors));
          left.addAll(RuntimeLoad.since(runtimes));
          return left.isEmpty();
        });
    if (!left.isEmpty()) {
      throw new AssertionError(who + " left behind:\n  " + String.join("\n  ", left));
    }
  }
}
