package weft.contracts;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Nested;
import weft.io.DuplexPipe;
import weft.net.TcpListener;
import weft.net.TcpStream;
import weft.task.JoinHandle;
import weft.testkit.DuplexContract;
import weft.testkit.NoLeaks;
import weft.testkit.TestRuntime;

/** Our own connections keep the contract that users' transports are held to. */
class DuplexContractsTest {

  @Nested
  class Pipe extends DuplexContract {
    @Override
    protected Ends connect(TestRuntime runtime) {
      DuplexPipe.Pair pair = DuplexPipe.pair(64);
      return new Ends(pair.left(), pair.right());
    }
  }

  @Nested
  @NoLeaks
  class Tcp extends DuplexContract {
    @Override
    protected Ends connect(TestRuntime runtime) throws Exception {
      InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      try (TcpListener listener = runtime.run(TcpListener.bind(any))) {
        JoinHandle<TcpStream> accepted = runtime.spawn(listener.accept());
        TcpStream one = runtime.run(TcpStream.connect(listener.localAddress()));
        return new Ends(one, runtime.run(accepted));
      }
    }
  }
}
