package weft.net;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.net.Loopback.ANY;

import java.net.Socket;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.runtime.WeftRuntime;

/**
 * Connections that are reset before they are accepted must not reach the accept loop as failures.
 */
@Timeout(60)
class ResetConnectionsTest {
  @ParameterizedTest
  @EnumSource
  void deadConnectionsAreAcceptedAndFailByThemselves(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create();
        TcpListener listener = runtime.blockOn(TcpListener.bind(ANY))) {
      int port = listener.localAddress().getPort();
      for (int i = 0; i < 1_000; i++) {
        try (Socket client = new Socket(ANY.getAddress(), port)) {
          client.setSoLinger(true, 0);
        }
        if (i % 4 == 0) {
          try (TcpStream dead = runtime.blockOn(listener.accept())) {
            assertThat(dead.isOpen()).isTrue();
          }
        }
      }
      try (Socket alive = new Socket(ANY.getAddress(), port)) {
        alive.getOutputStream().write("alive".getBytes());
        while (true) {
          try (TcpStream next = runtime.blockOn(listener.accept())) {
            ByteBuffer got = ByteBuffer.allocate(5);
            runtime.blockOn(next.readExact(got));
            assertThat(got.array()).isEqualTo("alive".getBytes());
            return;
          } catch (java.io.IOException dead) {
            // one of the reset ones
          }
        }
      }
    }
  }
}
