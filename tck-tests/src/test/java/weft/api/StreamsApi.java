package weft.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import weft.streams.Streams;

/** The public classes of {@code weft.streams}, and their public methods. */
public final class StreamsApi {
  private StreamsApi() {}

  /** Every public class, nested ones too. */
  public static List<Class<?>> classes() {
    try {
      URI place = Streams.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      Path root = Path.of(place);
      if (Files.isDirectory(root)) {
        return classesBelow(root.resolve("weft/streams"));
      }
      try (FileSystem jar = FileSystems.newFileSystem(root, Map.of())) {
        return classesBelow(jar.getPath("weft/streams"));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (URISyntaxException failure) {
      throw new AssertionError(failure);
    }
  }

  private static List<Class<?>> classesBelow(Path directory) throws IOException {
    List<Class<?>> classes = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.sorted().collect(Collectors.toList())) {
        String name = file.getFileName().toString();
        if (name.endsWith(".class") && !name.endsWith("-info.class")) {
          Class<?> type = named("weft.streams." + name.substring(0, name.length() - 6));
          if (isPublic(type)) {
            classes.add(type);
          }
        }
      }
    }
    if (classes.size() < 20) {
      throw new AssertionError("too few classes found in " + directory + ": " + classes);
    }
    return classes;
  }

  private static Class<?> named(String name) {
    try {
      return Class.forName(name, false, StreamsApi.class.getClassLoader());
    } catch (ClassNotFoundException failure) {
      throw new AssertionError(failure);
    }
  }

  private static boolean isPublic(Class<?> type) {
    Class<?> enclosing = type.getEnclosingClass();
    return Modifier.isPublic(type.getModifiers()) && (enclosing == null || isPublic(enclosing));
  }

  /** The public methods that a class itself declares. */
  public static List<Method> methods(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> Modifier.isPublic(method.getModifiers()))
        .filter(method -> !method.isSynthetic() && !method.isBridge())
        .collect(Collectors.toList());
  }

  /** A method as tables name it: {@code Batching.chunks(int, Consumer)}. */
  public static String signature(Method method) {
    return Arrays.stream(method.getParameterTypes())
        .map(Class::getSimpleName)
        .collect(
            Collectors.joining(
                ", ",
                method.getDeclaringClass().getSimpleName() + "." + method.getName() + "(",
                ")"));
  }

  /** A method without its parameters: {@code Batching.chunks}. */
  public static String name(Method method) {
    return method.getDeclaringClass().getSimpleName() + "." + method.getName();
  }
}
