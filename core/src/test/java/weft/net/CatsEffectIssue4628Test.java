package weft.net;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.net.Loopback.ANY;

import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.Weft;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Poll;
import weft.runtime.WeftRuntime;
import weft.task.JoinHandle;

/**
 * typelevel/cats-effect#4628: each worker had a selector of its own; what was ready on that of a
 * worker that was busy for seconds was not delivered meanwhile, though other workers had nothing to
 * do.
 */
@Timeout(60)
class CatsEffectIssue4628Test {

  @Test
  void eventOfASocketReachesItsTaskThoughTheWorkerThatWaitedForItIsBusy() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(2).build();
        TcpListener listener = runtime.blockOn(TcpListener.bind(ANY));
        Socket client = new Socket(ANY.getAddress(), listener.localAddress().getPort());
        TcpStream server = runtime.blockOn(listener.accept())) {
      for (int round = 0; round < 20; round++) {
        CountDownLatch waits = new CountDownLatch(1);
        CountDownLatch received = new CountDownLatch(1);
        // It registers for the socket, and in the same poll hands its worker to a task that blocks.
        JoinHandle<Void> reader = runtime.spawn(reads(server, waits, received));
        assertThat(waits.await(20, TimeUnit.SECONDS)).isTrue();
        client.getOutputStream().write(round);
        assertThat(received.await(20, TimeUnit.SECONDS)).as("round %d", round).isTrue();
        runtime.blockOn(reader);
      }
    }
  }

  private static Future<Void> reads(
      TcpStream server, CountDownLatch waits, CountDownLatch received) {
    ByteBuffer one = ByteBuffer.allocate(1);
    JoinHandle<?>[] blocker = {null};
    return Futures.pollFn(
        cx -> {
          if (server.pollRead(cx, one) == 1) {
            received.countDown();
            blocker[0].cancel();
            return Poll.done();
          }
          if (blocker[0] == null) {
            blocker[0] =
                Weft.spawn(
                    done -> {
                      waits.countDown();
                      assertThat(received.await(20, TimeUnit.SECONDS)).isTrue();
                      return Poll.done();
                    });
          }
          return Poll.pending();
        });
  }
}
