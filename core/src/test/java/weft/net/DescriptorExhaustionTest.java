package weft.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs {@link DescriptorExhaustion} in a process that may open few descriptors. */
class DescriptorExhaustionTest {
  @TempDir private Path directory;

  private static final Path SHELL = Path.of("/bin/sh");

  @ParameterizedTest
  @EnumSource
  @Timeout(180)
  void acceptSurvivesWithoutSpinningAndRecovers(Flavor flavor) throws Exception {
    assumeTrue(Files.isExecutable(SHELL), "needs a POSIX shell to limit descriptors");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process child =
        new ProcessBuilder(
                List.of(
                    SHELL.toString(),
                    "-c",
                    "ulimit -n 160 && exec \"$@\"",
                    "sh",
                    java,
                    // Otherwise the JVM raises the limit to the hard one, which is lowered, too.
                    "-XX:-MaxFDLimit",
                    "-cp",
                    archive(directory).toString(),
                    DescriptorExhaustion.class.getName(),
                    flavor.name()))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile())
            .start();
    try {
      boolean ended = child.waitFor(150, TimeUnit.SECONDS);
      String output = Files.readString(directory.resolve("output"));
      assertThat(ended).as(output).isTrue();
      assertThat(child.exitValue()).as(output).isZero();
      assertThat(output)
          .contains("OK")
          .contains("will be tried again")
          .contains("works again")
          .doesNotContain("LinkageError");
    } finally {
      child.destroyForcibly();
    }
  }

  /**
   * The classes of this module and its tests in one archive, as a program in production has them:
   * an archive is open already, while a class file in a folder cannot be read without a descriptor.
   */
  private static Path archive(Path directory) throws Exception {
    Path archive = directory.resolve("classes.jar");
    Set<String> names = new HashSet<>();
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(archive))) {
      for (Class<?> root : List.of(DescriptorExhaustion.class, TcpListener.class)) {
        Path home = Path.of(root.getProtectionDomain().getCodeSource().getLocation().toURI());
        // When tests patch the module, both kinds of classes claim to come from the same place.
        for (Path folder :
            List.of(home, home.resolveSibling("classes"), home.resolveSibling("test-classes"))) {
          add(out, folder, names);
        }
      }
    }
    return archive;
  }

  private static void add(JarOutputStream out, Path folder, Set<String> names) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        String name = folder.relativize(file).toString().replace(File.separatorChar, '/');
        if (name.endsWith(".class") && !name.equals("module-info.class") && names.add(name)) {
          out.putNextEntry(new JarEntry(name));
          Files.copy(file, out);
          out.closeEntry();
        }
      }
    }
  }
}
