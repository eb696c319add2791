package weft.testkit;

import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * What this JVM holds at a moment: its threads, and its descriptors by kind.
 *
 * @param threads those that live
 * @param descriptors how many of each kind that a runtime opens; empty where the system has no
 *     /proc
 */
record Holdings(Set<Thread> threads, Map<String, Integer> descriptors) {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final long PATIENCE = Duration.ofSeconds(2).toNanos();
  private static final long PAUSE = Duration.ofMillis(2).toNanos();

  /** Threads of the JVM, of build tools, and pools that live as long as the JVM. */
  private static final List<String> RESIDENT =
      List.of(
          "ForkJoinPool",
          "surefire",
          "Attach Listener",
          "Common-Cleaner",
          "process reaper",
          "VirtualThread-",
          "junit-",
          "Keep-Alive",
          "JVMCI",
          "weft-body", // kept for the next body
          "ping-timer");

  static {
    // The JVM keeps a socket of its own from the first close of a channel on.
    try (DatagramChannel first = DatagramChannel.open()) {
      first.configureBlocking(false);
    } catch (IOException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  static Holdings now() {
    Set<Thread> threads = new HashSet<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (RESIDENT.stream().noneMatch(thread.getName()::startsWith)) {
        threads.add(thread);
      }
    }
    return new Holdings(threads, descriptorsNow());
  }

  private static Map<String, Integer> descriptorsNow() {
    Map<String, Integer> kinds = new TreeMap<>();
    if (!Files.isDirectory(DESCRIPTORS)) {
      return kinds;
    }
    try (DirectoryStream<Path> open = Files.newDirectoryStream(DESCRIPTORS)) {
      for (Path descriptor : open) {
        String kind = kind(descriptor);
        if (!kind.isEmpty()) {
          kinds.merge(kind, 1, Integer::sum);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot list the descriptors of this process", e);
    }
    return kinds;
  }

  /** Files are left out: the JVM opens its own at any time. */
  private static String kind(Path descriptor) {
    try {
      String target = Files.readSymbolicLink(descriptor).toString();
      if (target.startsWith("socket:")) {
        return "socket";
      }
      if (target.startsWith("pipe:")) {
        return "pipe";
      }
      return target.startsWith("anon_inode:") ? target : "";
    } catch (IOException gone) {
      return ""; // closed since it was listed
    }
  }

  /**
   * Wants everything back that was taken since, within two seconds: threads take a moment to end.
   *
   * @throws AssertionError naming what is left
   */
  void requireReturned(String who) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE;
    List<String> left = excess();
    while (!left.isEmpty() && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(PAUSE);
      left = excess();
    }
    if (!left.isEmpty()) {
      throw new AssertionError(who + " left behind:\n  " + String.join("\n  ", left));
    }
  }

  private List<String> excess() {
    Holdings now = now();
    List<String> left = new ArrayList<>();
    for (Thread thread : now.threads) {
      if (!threads.contains(thread) && thread.isAlive()) {
        left.add("thread " + thread.getName() + " (" + thread.getState() + ")");
      }
    }
    now.descriptors.forEach(
        (kind, count) -> {
          int more = count - descriptors.getOrDefault(kind, 0);
          if (more > 0) {
            left.add(more + " descriptors of kind " + kind);
          }
        });
    return left;
  }
}
