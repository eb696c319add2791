package weft.net;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.net.Loopback.ANY;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.future.Context;
import weft.future.ContextControl;
import weft.future.Futures;
import weft.future.Poll;

/**
 * tokio-rs/tokio#6221: datagrams were not charged to the budget of their task, neither those that
 * went through nor those that failed; so a loop over a socket that is always ready, or always
 * fails, kept everybody else from running.
 */
@Timeout(60)
class TokioIssue6221Test {
  private static final int BUDGET = ContextControl.DEFAULT_BUDGET;
  private static final int TOO_LARGE = 65_508;

  /** One step of a loop: true if it went through, false if it is pending. */
  @FunctionalInterface
  private interface Step {
    boolean take(Context cx, UdpSocket socket, InetSocketAddress target);
  }

  /** How often a task takes a step before another one has its turn. */
  private static int stepsInTheFirstPoll(Step step) throws Exception {
    try (TestRuntime runtime = new TestRuntime();
        UdpSocket socket = runtime.run(UdpSocket.bind(ANY));
        UdpSocket target = runtime.run(UdpSocket.bind(ANY))) {
      runtime.run(socket.sendTo(ByteBuffer.allocate(1), target.localAddress())); // it is writable
      int[] steps = {0};
      int[] seenByTheOther = {-1};
      TestRuntime.Task loop =
          runtime.start(
              Futures.pollFn(
                  cx -> {
                    while (steps[0] < 3 * BUDGET) {
                      if (!step.take(cx, socket, target.localAddress())) {
                        return Poll.pending();
                      }
                      steps[0]++;
                    }
                    return Poll.done();
                  }));
      runtime.start(
          Futures.pollFn(
              cx -> {
                seenByTheOther[0] = steps[0];
                return Poll.done();
              }));
      runtime.runUntil(() -> loop.finished);
      assertThat(loop.pollCount).isGreaterThanOrEqualTo(3);
      return seenByTheOther[0];
    }
  }

  @Test
  void sendingYieldsAtTheBudget() throws Exception {
    assertThat(
            stepsInTheFirstPoll(
                (cx, socket, target) -> {
                  try {
                    return socket.pollSend(cx, ByteBuffer.allocate(1), target).isReady();
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  }
                }))
        .isEqualTo(BUDGET);
  }

  @Test
  void failuresAreChargedAsWell() throws Exception {
    assertThat(
            stepsInTheFirstPoll(
                (cx, socket, target) -> {
                  try {
                    return socket.pollSend(cx, ByteBuffer.allocate(TOO_LARGE), target).isReady();
                  } catch (IOException refused) {
                    return true; // and the next one is tried at once, as many servers do
                  }
                }))
        .isEqualTo(BUDGET);
  }

  @Test
  void receivingYieldsAtTheBudget() throws Exception {
    try (TestRuntime runtime = new TestRuntime();
        UdpSocket sender = runtime.run(UdpSocket.bind(ANY));
        UdpSocket receiver = runtime.run(UdpSocket.bind(ANY))) {
      int waiting = BUDGET + 10; // fits into the system's buffer
      for (int i = 0; i < waiting; i++) {
        runtime.run(sender.sendTo(ByteBuffer.allocate(1), receiver.localAddress()));
      }
      ByteBuffer one = ByteBuffer.allocate(1);
      int[] received = {0};
      int[] atTheFirstPending = {0};
      TestRuntime.Task loop =
          runtime.start(
              Futures.pollFn(
                  cx -> {
                    while (received[0] < waiting) {
                      if (receiver.pollReceive(cx, one.clear()).isPending()) {
                        atTheFirstPending[0] =
                            atTheFirstPending[0] == 0 ? received[0] : atTheFirstPending[0];
                        return Poll.pending();
                      }
                      received[0]++;
                    }
                    return Poll.done();
                  }));
      runtime.runUntil(() -> loop.finished);
      assertThat(atTheFirstPending[0]).isEqualTo(BUDGET);
    }
  }
}
