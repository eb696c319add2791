package weft.leaks;

import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The descriptors of this process that programs open: sockets, pipes, selectors, files. */
final class Descriptors {
  private static final Path OPEN = Path.of("/proc/self/fd");
  private static final Path LOCAL_SOCKETS = Path.of("/proc/self/net/unix");

  /** The socket on which a JVM lets tools attach, from the first one on. */
  private static final String ATTACH = "/.java_pid";

  /** What the JVM and its class loaders open whenever they like. */
  private static final List<String> OF_THE_JVM =
      List.of("/dev/", "/proc/", "/sys/", "/memfd:", System.getProperty("java.home"));

  private static final List<String> CODE = List.of(".jar", ".so", ".class", "/modules");

  static {
    // The JVM keeps a socket of its own from the first close of a channel on.
    try (DatagramChannel first = DatagramChannel.open()) {
      first.configureBlocking(false);
    } catch (IOException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private Descriptors() {}

  static boolean areCounted() {
    return Files.isDirectory(OPEN);
  }

  /** How many there are of each kind; empty where they cannot be counted. */
  static Map<String, Integer> now() {
    Map<String, Integer> kinds = new TreeMap<>();
    if (!areCounted()) {
      return kinds;
    }
    try (DirectoryStream<Path> open = Files.newDirectoryStream(OPEN)) {
      Set<String> attach = attachSockets();
      for (Path descriptor : open) {
        String kind = kind(descriptor, attach);
        if (!kind.isEmpty()) {
          kinds.merge(kind, 1, Integer::sum);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot list the descriptors of this process", e);
    }
    return kinds;
  }

  /** As the links of descriptors name them; empty where the system does not list its sockets. */
  private static Set<String> attachSockets() throws IOException {
    if (!Files.isReadable(LOCAL_SOCKETS)) {
      return Set.of();
    }
    Set<String> sockets = new HashSet<>();
    for (String line : Files.readAllLines(LOCAL_SOCKETS, StandardCharsets.ISO_8859_1)) {
      String[] columns = line.strip().split("\\s+");
      if (columns.length >= 8 && columns[7].contains(ATTACH)) {
        sockets.add("socket:[" + columns[6] + "]");
      }
    }
    return sockets;
  }

  private static String kind(Path descriptor, Set<String> attach) {
    String target;
    try {
      target = Files.readSymbolicLink(descriptor).toString();
    } catch (IOException gone) {
      return ""; // closed since it was listed
    }
    if (target.startsWith("socket:")) {
      return attach.contains(target) ? "" : "socket";
    }
    if (target.startsWith("pipe:")) {
      return "pipe";
    }
    if (target.startsWith("anon_inode:")) {
      return target;
    }
    boolean isCode = CODE.stream().anyMatch(target::endsWith);
    return isCode || OF_THE_JVM.stream().anyMatch(target::startsWith) ? "" : "file " + target;
  }

  /** One text for each kind of which there are more than in {@code before}. */
  static List<String> since(Map<String, Integer> before) {
    List<String> left = new ArrayList<>();
    now()
        .forEach(
            (kind, count) -> {
              int more = count - before.getOrDefault(kind, 0);
              if (more > 0) {
                left.add(more + " descriptors of kind " + kind);
              }
            });
    return left;
  }
}
