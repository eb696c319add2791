package weft.leaks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The guard of whole modules, as JUnit finds it: each planted leak makes its class red. */
class LeakGuardTest {
  private static final String LONG = "PT30S";
  private static final String SHORT = "PT1S"; // where waiting is in vain

  /** What the planted classes leave behind; released here, as this class is guarded too. */
  private static final List<AutoCloseable> LEFT = new CopyOnWriteArrayList<>();

  @AfterEach
  void release() throws Exception {
    for (AutoCloseable left : LEFT) {
      left.close();
    }
    LEFT.clear();
  }

  /** The messages of what failed; the guard is in force by this module's resources alone. */
  private static List<String> failuresOf(Class<?> planted, String patience) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(planted))
        .enableImplicitConfigurationParameters(true)
        .configurationParameter("weft.leaks.patience", patience)
        .execute()
        .allEvents()
        .executions()
        .failed()
        .stream()
        .map(
            failed -> failed.getTerminationInfo().getExecutionResult().getThrowable().orElseThrow())
        .map(Throwable::getMessage)
        .toList();
  }

  @Test
  void aClassThatGivesBackWhatItTookIsGreen() {
    assertThat(failuresOf(Tidy.class, LONG)).isEmpty();
    assertThat(LeakGuard.guards(Tidy.class)).isTrue();
    assertThat(LeakGuard.guards(LeakGuardTest.class)).isTrue();
  }

  static class Tidy {
    private static DatagramChannel fixture;

    @BeforeAll
    static void open() throws IOException {
      fixture = DatagramChannel.open();
    }

    @AfterAll
    static void close() throws IOException {
      fixture.close();
    }

    @Test
    void takesAndGivesBack() throws Exception {
      ByteBuf buffer = Unpooled.directBuffer(1);
      Thread thread = new Thread(() -> {});
      thread.start();
      buffer.release();
    }

    @Test
    void bufferIsReleasedByAnotherThreadLater() {
      ByteBuf buffer = Unpooled.directBuffer(1);
      CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS).execute(buffer::release);
    }
  }

  @Test
  void aThreadThatStaysFailsItsClass() {
    assertThat(failuresOf(LeavesAThread.class, SHORT))
        .singleElement()
        .asString()
        .contains("LeavesAThread left behind", "thread stays", "CountDownLatch.await");
  }

  static class LeavesAThread {
    @Test
    void starts() {
      CountDownLatch end = new CountDownLatch(1);
      Thread stays =
          new Thread(
              () -> {
                try {
                  end.await();
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
              },
              "stays");
      stays.start();
      LEFT.add(end::countDown);
      LEFT.add(stays::join);
    }
  }

  @Test
  void aSocketThatStaysFailsItsClass() {
    assumeTrue(Holdings.countsDescriptors(), "descriptors cannot be counted on this system");
    assertThat(failuresOf(LeavesASocket.class, SHORT))
        .singleElement()
        .asString()
        .contains("LeavesASocket left behind", "1 descriptors of kind socket");
  }

  static class LeavesASocket {
    @Test
    void opens() throws Exception {
      LEFT.add(DatagramChannel.open());
    }
  }

  @Test
  void aFileThatStaysFailsItsClass() {
    assumeTrue(Holdings.countsDescriptors(), "descriptors cannot be counted on this system");
    assertThat(failuresOf(LeavesAFile.class, SHORT))
        .singleElement()
        .asString()
        .contains("LeavesAFile left behind", "1 descriptors of kind file", "planted.txt");
  }

  static class LeavesAFile {
    @Test
    void opens(@TempDir Path folder) throws Exception {
      LEFT.add(
          FileChannel.open(
              folder.resolve("planted.txt"), StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    }
  }

  @Test
  void aBufferThatStaysFailsItsTestAndNoOther() {
    assertThat(failuresOf(LeavesABuffer.class, SHORT))
        .singleElement()
        .asString()
        .contains("allocates() left buffers behind");
  }

  static class LeavesABuffer {
    @Test
    void allocates() {
      assertThat(Unpooled.directBuffer(1).isReadable()).isFalse();
    }

    @Test
    void releases() {
      assertThat(Unpooled.directBuffer(1).release()).isTrue();
    }
  }
}
