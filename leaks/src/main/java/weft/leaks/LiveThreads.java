package weft.leaks;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The platform threads of this JVM, less those that belong to nobody's test. */
final class LiveThreads {
  private static final int FRAMES = 6;

  /** Threads of the JVM, of build tools, and of pools that live as long as the JVM. */
  private static final List<String> RESIDENT =
      List.of(
          "ForkJoinPool",
          "CompletableFutureDelayScheduler",
          "surefire",
          "Attach Listener",
          "Common-Cleaner",
          "Cleaner-",
          "process reaper",
          "VirtualThread-",
          "junit-",
          "Keep-Alive",
          "JVMCI",
          "weft-body", // kept for the next body
          "ping-timer"); // Surefire's

  private LiveThreads() {}

  static Set<Thread> now() {
    Set<Thread> threads = new HashSet<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (RESIDENT.stream().noneMatch(thread.getName()::startsWith)) {
        threads.add(thread);
      }
    }
    return threads;
  }

  /** One text for each thread that was started since {@code before} and lives. */
  static List<String> since(Set<Thread> before) {
    List<String> left = new ArrayList<>();
    for (Thread thread : now()) {
      if (!before.contains(thread) && thread.isAlive()) {
        left.add(describe(thread));
      }
    }
    return left;
  }

  private static String describe(Thread thread) {
    StringBuilder text = new StringBuilder("thread ").append(thread.getName());
    text.append(" (").append(thread.getState()).append(')');
    StackTraceElement[] stack = thread.getStackTrace();
    for (int i = 0; i < Math.min(FRAMES, stack.length); i++) {
      text.append("\n      at ").append(stack[i]);
    }
    return text.toString();
  }
}
