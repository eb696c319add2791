package weft.net;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.net.Loopback.ANY;

import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.future.ContextControl;
import weft.future.Futures;
import weft.future.Poll;

/**
 * A loop that accepts as long as connections wait kept other tasks from running, because accepting
 * was not charged to the budget of its task.
 */
@Timeout(60)
class TokioIssue4782Test {
  @Test
  void anAcceptLoopYieldsAlthoughConnectionsAlwaysWait() throws Exception {
    int waiting = 3 * ContextControl.DEFAULT_BUDGET;
    try (TestRuntime runtime = new TestRuntime();
        TcpListener listener = runtime.run(TcpListener.bind(ANY))) {
      List<Socket> clients = new ArrayList<>();
      for (int i = 0; i < waiting; i++) {
        clients.add(new Socket(ANY.getAddress(), listener.localAddress().getPort()));
      }
      List<Integer> acceptedAtEachTurnOfTheOther = new ArrayList<>();
      List<TcpStream> accepted = new ArrayList<>();
      TestRuntime.Task loop =
          runtime.start(
              Futures.pollFn(
                  cx -> {
                    while (accepted.size() < waiting) {
                      if (!(listener.pollAccept(cx) instanceof Poll.Ready<TcpStream> next)) {
                        return Poll.pending();
                      }
                      accepted.add(next.value());
                    }
                    return Poll.done();
                  }));
      runtime.start(
          Futures.pollFn(
              cx -> {
                acceptedAtEachTurnOfTheOther.add(accepted.size());
                cx.defer();
                return loop.finished ? Poll.done() : Poll.pending();
              }));
      runtime.runUntil(() -> loop.finished);
      for (int i = 1; i < acceptedAtEachTurnOfTheOther.size(); i++) {
        assertThat(acceptedAtEachTurnOfTheOther.get(i) - acceptedAtEachTurnOfTheOther.get(i - 1))
            .isLessThanOrEqualTo(ContextControl.DEFAULT_BUDGET);
      }
      assertThat(loop.pollCount).isGreaterThanOrEqualTo(3);
      for (int i = 0; i < waiting; i++) {
        clients.get(i).close();
        accepted.get(i).close();
      }
    }
  }

  @Test
  void aReaderOfAnEndlessStreamYieldsToo() throws Exception {
    try (TestRuntime runtime = new TestRuntime();
        Loopback.Connection both = Loopback.connect(runtime)) {
      java.nio.ByteBuffer one = java.nio.ByteBuffer.allocate(1);
      runtime.run(both.client().writeAll(java.nio.ByteBuffer.allocate(10_000)));
      runtime.run(both.server().readable());
      int[] read = {0};
      int[] inFirstPoll = {0};
      TestRuntime.Task reader =
          runtime.start(
              Futures.pollFn(
                  cx -> {
                    while (read[0] < 10_000) {
                      if (both.server().pollRead(cx, one.clear()) < 0) {
                        inFirstPoll[0] = inFirstPoll[0] == 0 ? read[0] : inFirstPoll[0];
                        return Poll.pending();
                      }
                      read[0]++;
                    }
                    return Poll.done();
                  }));
      runtime.runUntil(() -> reader.finished);
      assertThat(inFirstPoll[0]).isEqualTo(ContextControl.DEFAULT_BUDGET);
    }
  }
}
