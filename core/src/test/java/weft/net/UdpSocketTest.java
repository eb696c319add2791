package weft.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static weft.net.Loopback.ANY;
import static weft.net.Loopback.bytes;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.future.Futures;
import weft.runtime.WeftRuntime;
import weft.task.JoinHandle;
import weft.time.Time;

@Timeout(60)
class UdpSocketTest {
  private static final int LARGEST_PAYLOAD = 65_507;

  @ParameterizedTest
  @EnumSource
  void datagramsOfEverySizeArriveWhole(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create();
        UdpSocket a = runtime.blockOn(UdpSocket.bind(ANY));
        UdpSocket b = runtime.blockOn(UdpSocket.bind(ANY))) {
      for (int size : new int[] {0, 1, 1472, 2048, 8192, LARGEST_PAYLOAD}) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        runtime.blockOn(a.sendTo(ByteBuffer.wrap(content), b.localAddress()));
        Datagram got = runtime.blockOn(b.receive());
        assertThat(got.sender()).isEqualTo(a.localAddress());
        assertThat(got.content()).isEqualTo(ByteBuffer.wrap(content));
      }
      assertThatThrownBy(
              () ->
                  runtime.blockOn(
                      a.sendTo(ByteBuffer.allocate(LARGEST_PAYLOAD + 1), b.localAddress())))
          .isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDatagramThatDoesNotFitIsAnErrorAndNeverAPrefix(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create();
        UdpSocket a = runtime.blockOn(UdpSocket.bind(ANY));
        UdpSocket b = runtime.blockOn(UdpSocket.bind(ANY))) {
      ByteBuffer small = ByteBuffer.allocate(8);
      runtime.blockOn(a.sendTo(ByteBuffer.allocate(9), b.localAddress()));
      runtime.blockOn(a.sendTo(bytes("8 bytes!"), b.localAddress()));
      assertThatThrownBy(() -> runtime.blockOn(b.receiveInto(small)))
          .isInstanceOf(DatagramTooLargeException.class)
          .hasMessageContaining("9 bytes")
          .hasMessageContaining("space for 8");
      assertThat(small.position()).isZero();
      runtime.blockOn(b.receiveInto(small));
      assertThat(small.flip()).isEqualTo(bytes("8 bytes!"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void anEmptyDatagramIsSentOrRefusedButNeverDroppedInSilence(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create();
        UdpSocket a = runtime.blockOn(UdpSocket.bind(ANY));
        UdpSocket b = runtime.blockOn(UdpSocket.bind(ANY))) {
      assertThatThrownBy(() -> runtime.blockOn(a.send(bytes("x"))))
          .isInstanceOf(NotYetConnectedException.class);
      a.connect(b.localAddress());
      assertThat(a.remoteAddress()).isEqualTo(b.localAddress());
      assertThatThrownBy(() -> runtime.blockOn(a.send(ByteBuffer.allocate(0))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("empty datagram");
      a.disconnect();
      assertThat(a.remoteAddress()).isNull();
      runtime.blockOn(a.sendTo(ByteBuffer.allocate(0), b.localAddress()));
      assertThat(runtime.blockOn(b.receive()).content().remaining()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRefusedDatagramFailsOneOperationAndNotTheSocket(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create();
        UdpSocket a = runtime.blockOn(UdpSocket.bind(ANY))) {
      InetSocketAddress gone;
      try (UdpSocket b = runtime.blockOn(UdpSocket.bind(ANY))) {
        gone = b.localAddress();
        a.connect(gone);
      }
      JoinHandle<Datagram> receive = runtime.spawn(a.receive());
      // The refusal may meet the sending or the receiving, whichever comes first; and the driver
      // gives the other socket's descriptor back a moment after its close.
      boolean sendRefused = false;
      while (!sendRefused && !receive.isFinished()) {
        try {
          runtime.blockOn(a.send(bytes("anybody?")));
          runtime.blockOn(Time.sleep(Duration.ofMillis(1)));
        } catch (PortUnreachableException e) {
          sendRefused = true;
        }
      }
      if (sendRefused) {
        receive.abort();
      } else {
        assertThatThrownBy(() -> runtime.blockOn(receive))
            .isInstanceOf(PortUnreachableException.class);
      }
      try (UdpSocket b = runtime.blockOn(UdpSocket.bind(gone))) {
        while (true) {
          try {
            runtime.blockOn(a.send(bytes("hello")));
            break;
          } catch (PortUnreachableException e) {
            // one that was still on its way
          }
        }
        assertThat(runtime.blockOn(b.receive()).content()).isEqualTo(bytes("hello"));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void cancellingAReceiveLosesNoDatagram(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create();
        UdpSocket a = runtime.blockOn(UdpSocket.bind(ANY));
        UdpSocket b = runtime.blockOn(UdpSocket.bind(ANY))) {
      for (int i = 0; i < 100; i++) {
        JoinHandle<Datagram> receive = runtime.spawn(b.receive());
        if (i % 2 == 0) {
          runtime.blockOn(Futures.yieldNow());
        }
        receive.abort();
        runtime.blockOn(a.sendTo(bytes("number " + i), b.localAddress()));
        Datagram got;
        try {
          got = runtime.blockOn(receive); // it was faster than the abort
        } catch (java.util.concurrent.CancellationException cancelled) {
          got = runtime.blockOn(b.receive());
        }
        assertThat(got.content()).isEqualTo(bytes("number " + i));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void closingFailsAPendingReceive(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create();
        UdpSocket a = runtime.blockOn(UdpSocket.bind(ANY))) {
      JoinHandle<Datagram> receive = runtime.spawn(a.receive());
      runtime.blockOn(Futures.yieldNow());
      a.close();
      assertThatThrownBy(() -> runtime.blockOn(receive)).isInstanceOf(ClosedChannelException.class);
      assertThat(a.isOpen()).isFalse();
    }
  }
}
