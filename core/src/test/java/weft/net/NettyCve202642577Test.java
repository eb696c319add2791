package weft.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.future.Futures;
import weft.future.Poll;
import weft.io.IoResult;

/** A connection that was half closed and then reset kept the selecting thread busy for ever. */
@Timeout(60)
class NettyCve202642577Test {
  private static final long FIFTH_OF_A_SECOND = 200_000_000;

  @Test
  void theEndOfTheStreamDoesNotKeepTheDriverBusy() throws Exception {
    try (TestRuntime runtime = new TestRuntime();
        Loopback.Connection both = Loopback.connect(runtime)) {
      both.client().shutdownOutput();
      assertThat(runtime.run(both.server().read(ByteBuffer.allocate(1)))).isEqualTo(IoResult.EOF);
      assertIdle(runtime);
    }
  }

  @Test
  void anEndThatNobodyReadsDoesNotKeepTheDriverBusy() throws Exception {
    try (TestRuntime runtime = new TestRuntime();
        Loopback.Connection both = Loopback.connect(runtime)) {
      both.client().shutdownOutput();
      assertIdle(runtime);
    }
  }

  @Test
  void aResetAfterTheEndDoesNotKeepItBusyEitherAndIsNoticedByWriting() throws Exception {
    try (TestRuntime runtime = new TestRuntime();
        Loopback.Connection both = Loopback.connect(runtime)) {
      both.client().shutdownOutput();
      assertThat(runtime.run(both.server().read(ByteBuffer.allocate(1)))).isEqualTo(IoResult.EOF);
      both.client().setLinger(0);
      both.client().close();
      assertIdle(runtime);
      assertThatThrownBy(
              () -> {
                while (true) {
                  runtime.run(both.server().writeAll(Loopback.bytes("anybody there?")));
                }
              })
          .isInstanceOf(IOException.class);
      assertIdle(runtime);
    }
  }

  @Test
  void aWriterThatWaitsIsToldOfTheReset() throws Exception {
    try (TestRuntime runtime = new TestRuntime();
        Loopback.Connection both = Loopback.connect(runtime)) {
      ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 20);
      // Without an end, as what the system has still under way may make room at any moment.
      TestRuntime.Task write =
          runtime.start(
              Futures.pollFn(
                  cx -> {
                    while (both.server().pollWrite(cx, chunk.clear()) >= 0) {}
                    return Poll.pending();
                  }));
      runtime.step(0);
      assertThat(write.finished).isFalse();
      both.client().setLinger(0);
      both.client().close();
      runtime.runUntil(() -> write.finished);
      assertThat(write.failure).isInstanceOf(IOException.class);
      assertIdle(runtime);
    }
  }

  private static void assertIdle(TestRuntime runtime) {
    runtime.step(0);
    runtime.step(0);
    long before = runtime.turns;
    runtime.runFor(FIFTH_OF_A_SECOND);
    assertThat(runtime.turns - before).as("turns of the driver").isLessThan(5);
  }
}
