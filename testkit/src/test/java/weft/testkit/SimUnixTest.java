package weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.future.Future;
import weft.io.Io;
import weft.net.UnixListener;
import weft.net.UnixStream;
import weft.task.JoinHandle;

/** Unix sockets on simulated hosts. */
@Timeout(60)
class SimUnixTest {
  private static final Path PATH = Path.of("/run/echo.sock");

  private static Future<Long> echoOnce(UnixListener listener) {
    return listener
        .accept()
        .then(
            stream ->
                Io.copy(stream, stream)
                    .then(copied -> stream.shutdown().map(done -> copied))
                    .whenDone((done, failure) -> stream.close())
                    .onCancel(stream::close));
  }

  @Test
  void bytesGoThereAndBackWhateverTheNetworkDoes() {
    Simulation.check(
        100,
        SimulationOptions.DEFAULT.withFaults(Fault.all()),
        simulation -> {
          SimHost host = simulation.host("one");
          simulation.network().isolate(host);
          UnixListener listener = host.run(UnixListener.bind(PATH));
          assertThat(listener.localAddress()).isEqualTo(UnixDomainSocketAddress.of(PATH));
          JoinHandle<Long> echo = host.spawn("echo", echoOnce(listener));
          UnixStream stream = host.run(UnixStream.connect(PATH));
          assertThat(stream.remoteAddress()).isEqualTo(UnixDomainSocketAddress.of(PATH));
          assertThat(stream.localAddress()).isEqualTo(UnixDomainSocketAddress.of(""));
          byte[] bytes = new byte[300];
          bytes[299] = 7;
          JoinHandle<Void> writer =
              host.spawn(
                  "writer",
                  stream.writeAll(ByteBuffer.wrap(bytes)).then(done -> stream.shutdown()));
          assertThat(host.run(stream.readToEnd(1000))).isEqualTo(bytes);
          host.run(writer);
          assertThat(host.run(echo)).isEqualTo(300);
          stream.close();
          listener.close();
          host.assertNoLeaks();
        });
  }

  @Test
  void pathIsOfOneHostAndFreeAgainAfterItsListener() {
    Simulation.check(
        10,
        simulation -> {
          SimHost host = simulation.host("one");
          SimHost other = simulation.host("other");
          UnixListener listener = host.run(UnixListener.bind(PATH));
          assertThatThrownBy(() -> host.run(UnixListener.bind(PATH)))
              .isInstanceOf(BindException.class)
              .hasMessageContaining("already in use");
          assertThatThrownBy(() -> other.run(UnixStream.connect(PATH)))
              .isInstanceOf(IOException.class);
          listener.close();
          assertThatThrownBy(() -> host.run(UnixStream.connect(PATH)))
              .isInstanceOf(ConnectException.class);
          host.run(UnixListener.bind(PATH)).close();
          other.crash();
          other.restart();
          other.run(UnixListener.bind(PATH)).close();
        });
  }
}
