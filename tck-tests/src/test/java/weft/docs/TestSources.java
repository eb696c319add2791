package weft.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The test classes of every module and their test methods, read from the sources. */
final class TestSources {
  private static final Pattern TEST =
      Pattern.compile(
          "@(?:Test|ParameterizedTest|RepeatedTest|TestFactory|WeftTest|WeftFutureTest)\\b");

  /** The first line after the annotations: modifiers, a type, a name, a parenthesis. */
  private static final Pattern DECLARATION =
      Pattern.compile("(?m)^ +(?:default |static |final |public )*[\\w.<>\\[\\], ?]+ (\\w+)\\(");

  private final Map<String, Set<String>> methodsOfClasses = new HashMap<>();

  private TestSources() {}

  /** The folder of the whole build. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("docs/tokio-tests.md"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  static TestSources read() throws IOException {
    TestSources sources = new TestSources();
    try (Stream<Path> modules = Files.list(root())) {
      for (Path module : modules.toList()) {
        Path tests = module.resolve("src/test/java");
        if (Files.isDirectory(tests)) {
          try (Stream<Path> files = Files.walk(tests)) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
          }
        }
      }
    }
    return sources;
  }

  private void add(Path file) {
    try {
      add(file.getFileName().toString().replace(".java", ""), Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same of one class. */
  static TestSources of(String className, String text) {
    TestSources sources = new TestSources();
    sources.add(className, text);
    return sources;
  }

  private void add(String className, String text) {
    Set<String> methods = new HashSet<>();
    Matcher test = TEST.matcher(text);
    Matcher declaration = DECLARATION.matcher(text);
    while (test.find()) {
      if (declaration.find(test.end())) {
        methods.add(declaration.group(1));
      }
    }
    methodsOfClasses.computeIfAbsent(className, key -> new HashSet<>()).addAll(methods);
  }

  /** Whether there is a class of this name; its tests may be inherited. */
  boolean hasClass(String name) {
    return methodsOfClasses.containsKey(name);
  }

  /**
   * Whether a class has a test of this name.
   *
   * @param method may end in an asterisk, which stands for anything
   */
  boolean hasMethod(String className, String method) {
    Set<String> methods = methodsOfClasses.getOrDefault(className, Set.of());
    if (method.endsWith("*")) {
      String prefix = method.substring(0, method.length() - 1);
      return methods.stream().anyMatch(name -> name.startsWith(prefix));
    }
    return methods.contains(method);
  }

  /** The names of the classes that match. */
  Set<String> classesNamed(Pattern name) {
    Set<String> names = new TreeSet<>(methodsOfClasses.keySet());
    names.removeIf(each -> !name.matcher(each).matches());
    return names;
  }
}
