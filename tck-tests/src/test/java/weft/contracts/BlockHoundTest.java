package weft.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.blockhound.BlockingOperationError;
import weft.Weft;
import weft.future.Future;
import weft.future.Futures;
import weft.runtime.WeftRuntime;
import weft.testkit.WeftBlockHound;
import weft.time.Time;

/** A blocking call on a worker fails its task; the runtime itself is clean. */
@Tag("blockhound")
@Timeout(60)
class BlockHoundTest {

  @BeforeAll
  static void install() {
    WeftBlockHound.install();
  }

  /** Waits for nothing, but by a call that would block, however late the thread gets there. */
  private static boolean blocks() {
    LockSupport.parkNanos(1);
    return Thread.interrupted();
  }

  private static Future<Boolean> blockingPoll() {
    return Futures.lazy(BlockHoundTest::blocks);
  }

  @Test
  void blockingCallOnAWorkerFailsItsTask() {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(2).build()) {
      assertThatThrownBy(() -> runtime.blockOn(runtime.spawn(blockingPoll())))
          .isInstanceOf(BlockingOperationError.class);
    }
  }

  @Test
  void blockingCallInBlockOnFails() {
    try (WeftRuntime runtime = WeftRuntime.currentThread()) {
      assertThatThrownBy(() -> runtime.blockOn(blockingPoll()))
          .isInstanceOf(BlockingOperationError.class);
    }
  }

  @Test
  void whereBlockingIsAllowedNothingHappens() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(2).build()) {
      assertThat(runtime.blockOn(runtime.spawnBlocking(BlockHoundTest::blocks))).isFalse();
      assertThat(
              runtime.blockOn(
                  runtime.spawn(Futures.lazy(() -> Weft.blockInPlace(BlockHoundTest::blocks)))))
          .isFalse();
    }
    assertThat(blocks()).isFalse(); // outside every runtime
  }

  @Test
  void theRuntimeDoesNotBlockItsWorkers() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(2).build()) {
      for (int i = 0; i < 20; i++) {
        runtime.blockOn(runtime.spawn(Time.sleep(java.time.Duration.ofMillis(1))));
      }
    }
  }
}
