package weft.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static weft.net.Loopback.bytes;
import static weft.net.Loopback.text;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.runtime.WeftRuntime;

@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "paths of sockets differ there")
class UnixSocketTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void bytesPassBothWaysAndHalvesWork(Flavor flavor) throws Exception {
    Path path = directory.resolve("socket");
    try (WeftRuntime runtime = flavor.create();
        UnixListener listener = runtime.blockOn(UnixListener.bind(path));
        UnixStream client = runtime.blockOn(UnixStream.connect(path));
        UnixStream server = runtime.blockOn(listener.accept())) {
      assertThat(listener.localAddress()).isEqualTo(UnixDomainSocketAddress.of(path));
      assertThat(client.remoteAddress()).isEqualTo(UnixDomainSocketAddress.of(path));
      assertThat(server.remoteAddress()).isEqualTo(UnixDomainSocketAddress.of(""));
      SplitStream<UnixStream> split = client.split();
      runtime.blockOn(split.writing().writeAll(bytes("over a file")));
      split.writing().close();
      assertThat(text(runtime.blockOn(server.readToEnd(100)))).isEqualTo("over a file");
      runtime.blockOn(server.writeAll(bytes("back")));
      server.close();
      assertThat(text(runtime.blockOn(split.reading().readToEnd(100)))).isEqualTo("back");
    }
  }

  @ParameterizedTest
  @EnumSource
  void connectingToNobodyFails(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      assertThatThrownBy(() -> runtime.blockOn(UnixStream.connect(directory.resolve("nobody"))))
          .isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPathInUseCannotBeBound(Flavor flavor) throws Exception {
    Path path = directory.resolve("taken");
    try (WeftRuntime runtime = flavor.create();
        UnixListener first = runtime.blockOn(UnixListener.bind(path))) {
      assertThat(first.isOpen()).isTrue();
      assertThatThrownBy(() -> runtime.blockOn(UnixListener.bind(path)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("taken");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRefusedConnectNamesThePath(Flavor flavor) throws Exception {
    Path path = directory.resolve("missing");
    try (WeftRuntime runtime = flavor.create()) {
      assertThatThrownBy(() -> runtime.blockOn(UnixStream.connect(path)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("connect to " + path);
    }
  }
}
