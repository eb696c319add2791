package weft.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static weft.async.Async.async;
import static weft.async.Async.await;
import static weft.async.SocketsInBodies.startVirtual;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.Weft;
import weft.future.Futures;
import weft.runtime.WeftRuntime;

/**
 * Virtual threads that code in a body starts, or the JDK on its behalf (its pollers of sockets).
 * The JDK gives a virtual thread the scheduler of its parent, which on the fast engine is the body.
 */
@Timeout(60)
class VirtualThreadsOfBodiesTest {

  @BeforeAll
  static void needsVirtualThreads() {
    assumeTrue(Runtime.version().feature() >= 21, "this JVM has no virtual threads");
  }

  @ParameterizedTest
  @EnumSource
  void childrenRunBesideTheirBody(Flavour flavour) throws Exception {
    try (WeftRuntime runtime = flavour.build()) {
      boolean allRan =
          runtime.blockOn(
              runtime.spawn(
                  async(
                      () -> {
                        CountDownLatch ran = new CountDownLatch(6);
                        for (int i = 0; i < 3; i++) {
                          startVirtual(
                              () -> {
                                startVirtual(ran::countDown); // and so do theirs
                                ran.countDown();
                              });
                        }
                        await(Futures.yieldNow());
                        return await(Weft.spawnBlocking(() -> ran.await(30, TimeUnit.SECONDS)));
                      })));
      assertThat(allRan).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void childrenOutliveTheirBody(Flavour flavour) throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    List<FutureTask<Boolean>> children = new ArrayList<>();
    try (WeftRuntime runtime = flavour.build()) {
      runtime.blockOn(
          runtime.spawn(
              async(
                  () -> {
                    for (int i = 0; i < 3; i++) {
                      FutureTask<Boolean> child =
                          new FutureTask<>(() -> go.await(30, TimeUnit.SECONDS));
                      children.add(child);
                      startVirtual(child);
                    }
                  })));
    }
    go.countDown();
    for (FutureTask<Boolean> child : children) {
      assertThat(child.get(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** The first such socket makes the JDK start virtual threads, and a poller that stays. */
  @ParameterizedTest
  @EnumSource
  @Timeout(180)
  void blockingSocketsWorkInABodyAndAfterwardsEverywhere(Flavour flavour, @TempDir Path directory)
      throws Exception {
    Path home =
        Path.of(WeftRuntime.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    String classes =
        home.resolveSibling("classes") + File.pathSeparator + home.resolveSibling("test-classes");
    Path output = directory.resolve("output");
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Dweft.async.engine=" + System.getProperty("weft.async.engine", ""),
                "-cp",
                classes,
                SocketsInBodies.class.getName(),
                flavour.name())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      boolean ended = child.waitFor(150, TimeUnit.SECONDS);
      assertThat(ended).as(Files.readString(output)).isTrue();
      assertThat(Files.readString(output)).contains("in the body 7, afterwards 7");
    } finally {
      child.destroyForcibly();
    }
  }
}
