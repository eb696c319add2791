package weft.net;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.net.Loopback.ANY;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.runtime.WeftRuntime;

/**
 * The JDK keeps the descriptor of a closed channel that is registered until its selector selects
 * again, which an idle driver would not do.
 */
@Timeout(120)
class DescriptorReleaseTest {
  private static final int SOCKETS = 5_000;

  @ParameterizedTest
  @EnumSource
  void fiveThousandSocketsClosedFromElsewhereAreReleasedAtOnce(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create();
        TcpListener listener = runtime.blockOn(TcpListener.bind(ANY))) {
      runtime.blockOn(TcpStream.connect(listener.localAddress())).close();
      runtime.blockOn(listener.accept()).close();
      long before = Loopback.descriptors();
      List<TcpStream> streams = new ArrayList<>();
      for (int i = 0; i < SOCKETS / 2; i++) {
        streams.add(runtime.blockOn(TcpStream.connect(listener.localAddress())));
        streams.add(runtime.blockOn(listener.accept()));
      }
      assertThat(Loopback.descriptors()).isGreaterThan(before + SOCKETS - 10);
      streams.forEach(TcpStream::close); // by this thread, while the workers are parked
      // No timer is set and nothing else goes on: a driver that is not woken selects never again.
      long start = System.nanoTime();
      while (Loopback.descriptors() > before + 10 && System.nanoTime() - start < 30_000_000_000L) {
        Thread.onSpinWait();
      }
      assertThat(Loopback.descriptors()).isLessThanOrEqualTo(before + 10);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aClosedRuntimeKeepsNoDescriptor(Flavor flavor) throws Exception {
    flavor.create().close();
    long before = Loopback.descriptors();
    for (int round = 0; round < 20; round++) {
      try (WeftRuntime runtime = flavor.create()) {
        TcpListener listener = runtime.blockOn(TcpListener.bind(ANY));
        runtime.blockOn(TcpStream.connect(listener.localAddress()));
        runtime.blockOn(listener.accept()); // nobody closes any of them
        runtime.blockOn(UdpSocket.bind(ANY));
      }
    }
    assertThat(Loopback.descriptors()).isLessThanOrEqualTo(before + 2);
  }
}
