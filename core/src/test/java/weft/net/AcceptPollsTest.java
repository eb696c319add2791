package weft.net;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.net.Loopback.ANY;

import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.future.Futures;
import weft.future.Poll;

/** What an idle accept loop costs: no poll and no turn of the driver without a connection. */
@Timeout(60)
class AcceptPollsTest {
  @Test
  void eachConnectionCostsOnePollOfTheLoop() throws Exception {
    try (TestRuntime runtime = new TestRuntime();
        TcpListener listener = runtime.run(TcpListener.bind(ANY))) {
      int[] accepted = {0};
      TestRuntime.Task loop =
          runtime.start(
              Futures.pollFn(
                  cx -> {
                    while (listener.pollAccept(cx) instanceof Poll.Ready<TcpStream> next) {
                      next.value().close();
                      accepted[0]++;
                    }
                    return Poll.pending();
                  }));
      runtime.step(0);
      assertThat(loop.pollCount).isEqualTo(1);
      for (int i = 1; i <= 10; i++) {
        int wanted = i;
        try (Socket client = new Socket(ANY.getAddress(), listener.localAddress().getPort())) {
          assertThat(client.isConnected()).isTrue();
          runtime.runUntil(() -> accepted[0] == wanted);
        }
        assertThat(loop.pollCount).isEqualTo(1 + i);
      }
      long turns = runtime.turns;
      runtime.runFor(100_000_000);
      assertThat(runtime.turns - turns).isLessThan(5);
      assertThat(loop.pollCount).isEqualTo(11);
      loop.cancel();
    }
  }

  @Test
  void ofTwoTasksThatAcceptEachGetsAConnection() throws Exception {
    try (TestRuntime runtime = new TestRuntime();
        TcpListener listener = runtime.run(TcpListener.bind(ANY))) {
      TestRuntime.Task first = runtime.start(listener.accept().map(AcceptPollsTest::close));
      runtime.step(0);
      TestRuntime.Task second = runtime.start(listener.accept().map(AcceptPollsTest::close));
      runtime.step(0);
      try (Socket one = new Socket(ANY.getAddress(), listener.localAddress().getPort());
          Socket two = new Socket(ANY.getAddress(), listener.localAddress().getPort())) {
        assertThat(one.isConnected() && two.isConnected()).isTrue();
        runtime.runUntil(() -> first.finished && second.finished);
      }
      assertThat(first.failure).isNull();
      assertThat(second.failure).isNull();
    }
  }

  private static boolean close(TcpStream stream) {
    stream.close();
    return true;
  }
}
