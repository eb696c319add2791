package weft.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import weft.io.Io;

class TcpEchoTest {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final TestRuntime runtime = new TestRuntime();

  @AfterEach
  void close() {
    runtime.close();
  }

  @Test
  void whatIsWrittenComesBack() throws Exception {
    TcpListener listener = runtime.run(TcpListener.bind(ANY));
    TestRuntime.Task accepting = runtime.start(listener.accept());
    TcpStream client = runtime.run(TcpStream.connect(listener.localAddress()));
    runtime.runUntil(() -> accepting.finished);
    TcpStream server = (TcpStream) accepting.value;
    TestRuntime.Task echo = runtime.start(Io.copy(server, server));

    for (int i = 0; i < 1000; i++) {
      runtime.run(client.writeAll(bytes("hello " + i)));
      ByteBuffer back = ByteBuffer.allocate(("hello " + i).length());
      runtime.run(client.readExact(back));
      assertThat(new String(back.array(), StandardCharsets.UTF_8)).isEqualTo("hello " + i);
    }
    runtime.run(client.shutdown());
    runtime.runUntil(() -> echo.finished);
    assertThat(echo.failure).isNull();
    server.close();
    assertThat(runtime.run(client.readToEnd(10))).isEmpty();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
