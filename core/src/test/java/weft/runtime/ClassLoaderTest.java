package weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Programs in containers are loaded, run, and thrown away: nothing of the JVM's may hold on to them
 * after their runtimes were closed.
 */
@Timeout(120)
class ClassLoaderTest {
  private static final int ROUNDS = 20;

  @Test
  void closedRuntimeLetsGoOfItsClassLoader() throws Exception {
    ReferenceQueue<ClassLoader> unloaded = new ReferenceQueue<>();
    Set<Reference<?>> loaders = new HashSet<>();
    for (int i = 0; i < ROUNDS; i++) {
      loaders.add(new WeakReference<>(runInItsOwnClassLoader(), unloaded));
    }
    long start = System.nanoTime();
    while (!loaders.isEmpty()) {
      assertThat(System.nanoTime() - start)
          .as("%s class loaders are still reachable", loaders.size())
          .isLessThan(TimeUnit.SECONDS.toNanos(60));
      System.gc();
      Reference<?> gone = unloaded.remove(50);
      while (gone != null) {
        loaders.remove(gone);
        gone = unloaded.poll();
      }
    }
  }

  private static ClassLoader runInItsOwnClassLoader() throws Exception {
    try (URLClassLoader loader = new URLClassLoader(classes(), null)) {
      Class<?> program = loader.loadClass(ClassLoaderScenario.class.getName());
      assertThat(program).isNotSameAs(ClassLoaderScenario.class);
      for (Flavor flavor : Flavor.values()) {
        program.getMethod("run", String.class).invoke(null, flavor.name());
      }
      return loader;
    }
  }

  /** The folders of this module's classes and of its tests. */
  private static URL[] classes() throws Exception {
    List<URL> folders = new ArrayList<>();
    Path home =
        Path.of(WeftRuntime.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    // When tests patch the module, both kinds of classes claim to come from the same place.
    for (String name : List.of("classes", "test-classes")) {
      Path folder = home.resolveSibling(name);
      assertThat(Files.isDirectory(folder)).as("%s", folder).isTrue();
      folders.add(folder.toUri().toURL());
    }
    return folders.toArray(URL[]::new);
  }
}
