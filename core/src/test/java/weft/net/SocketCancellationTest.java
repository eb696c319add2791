package weft.net;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.net.Loopback.ANY;
import static weft.net.Loopback.bytes;

import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.future.Future;
import weft.future.Futures;
import weft.io.Io;
import weft.io.IoResult;
import weft.runtime.WeftRuntime;
import weft.task.JoinHandle;

/** What is cancelled at each place where it can wait leaves nothing behind and loses nothing. */
@Timeout(60)
class SocketCancellationTest {
  private TestRuntime runtime;
  private long descriptors;

  @BeforeEach
  void open() throws Exception {
    runtime = new TestRuntime();
    Loopback.connect(runtime).close(); // opens the selector, loads classes
    runtime.step(0);
    descriptors = Loopback.descriptors();
  }

  @AfterEach
  void nothingIsLeftOpen() throws Exception {
    runtime.step(0);
    assertThat(Loopback.descriptors()).isLessThanOrEqualTo(descriptors);
    runtime.close();
  }

  @Test
  void beforeTheFirstPollNothingHasHappened() throws Exception {
    try (TcpListener listener = runtime.run(TcpListener.bind(ANY))) {
      for (Future<?> future :
          List.of(
              TcpStream.connect(listener.localAddress()),
              listener.accept(),
              TcpListener.bind(ANY),
              UdpSocket.bind(ANY),
              Lookup.host("localhost"))) {
        future.cancel();
      }
    }
  }

  @Test
  void aPendingConnectIsGivenUp() throws Exception {
    try (TcpListener listener =
        runtime.run(TcpListener.bind(ANY, ListenOptions.DEFAULT.withBacklog(1)))) {
      List<TcpStream> queued = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        queued.add(runtime.run(TcpStream.connect(listener.localAddress())));
      }
      TestRuntime.Task connect = runtime.start(TcpStream.connect(listener.localAddress()));
      runtime.step(0);
      assertThat(connect.finished).isFalse();
      connect.cancel();
      queued.forEach(TcpStream::close);
    }
  }

  @Test
  void aConnectionThatArrivesAfterAcceptWasCancelledGoesToTheNextAccept() throws Exception {
    try (TcpListener listener = runtime.run(TcpListener.bind(ANY))) {
      for (int i = 0; i < 20; i++) {
        TestRuntime.Task accept = runtime.start(listener.accept());
        runtime.step(0);
        assertThat(accept.finished).isFalse();
        try (Socket client = new Socket(ANY.getAddress(), listener.localAddress().getPort())) {
          if (i % 2 == 0) {
            runtime.turn(1_000_000_000); // wakes the task, which is not polled any more
          }
          accept.cancel();
          try (TcpStream server = runtime.run(listener.accept())) {
            assertThat(server.remoteAddress()).isEqualTo(client.getLocalSocketAddress());
          }
        }
      }
    }
  }

  @Test
  void cancelledReadsAndWritesMoveNothing() throws Exception {
    try (Loopback.Connection both = Loopback.connect(runtime)) {
      ByteBuffer dst = ByteBuffer.allocate(10);
      TestRuntime.Task read = runtime.start(both.server().read(dst));
      runtime.step(0);
      read.cancel();
      runtime.run(both.client().writeAll(bytes("kept")));
      assertThat(runtime.run(both.server().read(dst))).isEqualTo(4);

      ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 20);
      TestRuntime.Task write;
      do { // what the system has still under way may make room again
        while (both.client().tryWrite(chunk.clear()) != IoResult.PENDING) {}
        chunk.clear();
        write = runtime.start(both.client().write(chunk));
        runtime.step(0);
      } while (write.finished);
      write.cancel();
      assertThat(chunk.position()).isZero();
    }
  }

  @Test
  void readExactGoesOnWhereItsBufferStands() throws Exception {
    try (Loopback.Connection both = Loopback.connect(runtime)) {
      ByteBuffer dst = ByteBuffer.allocate(10);
      for (int i = 0; i < 10; i++) {
        TestRuntime.Task read = runtime.start(both.server().readExact(dst));
        runtime.run(both.client().writeAll(bytes(String.valueOf(i))));
        int wanted = i + 1;
        runtime.runUntil(() -> dst.position() == wanted);
        read.cancel();
      }
      assertThat(dst.flip()).isEqualTo(bytes("0123456789"));
    }
  }

  @Test
  void writeAllGoesOnWhereItsBufferStands() throws Exception {
    byte[] content = new byte[20_000_000];
    new java.util.Random(5).nextBytes(content);
    try (Loopback.Connection both = Loopback.connect(runtime)) {
      ByteBuffer src = ByteBuffer.wrap(content);
      java.io.ByteArrayOutputStream got = new java.io.ByteArrayOutputStream();
      int cancelled = 0;
      while (src.hasRemaining()) {
        TestRuntime.Task write = runtime.start(both.client().writeAll(src));
        runtime.step(0);
        if (!write.finished) {
          write.cancel();
          cancelled++;
        }
        TestRuntime.Task read = runtime.start(both.server().readToEnd(got, content.length));
        runtime.step(0);
        read.cancel();
      }
      assertThat(cancelled).isPositive();
      both.client().shutdownOutput();
      runtime.run(both.server().readToEnd(got, content.length));
      assertThat(got.toByteArray()).isEqualTo(content);
    }
  }

  @Test
  void copyGoesOnWithItsBuffer() throws Exception {
    byte[] content = new byte[300_000];
    new java.util.Random(6).nextBytes(content);
    try (Loopback.Connection in = Loopback.connect(runtime);
        Loopback.Connection out = Loopback.connect(runtime)) {
      TestRuntime.Task feed =
          runtime.start(
              in.client().writeAll(ByteBuffer.wrap(content)).then(n -> in.client().shutdown()));
      java.io.ByteArrayOutputStream got = new java.io.ByteArrayOutputStream();
      TestRuntime.Task drain = runtime.start(out.server().readToEnd(got, content.length));
      ByteBuffer buffer = ByteBuffer.allocate(1024).limit(0);
      TestRuntime.Task copy;
      do {
        copy = runtime.start(Io.copy(in.server(), out.client(), buffer));
        runtime.step(1_000_000);
        if (!copy.finished) {
          copy.cancel();
        }
      } while (copy.value == null);
      out.client().shutdownOutput();
      runtime.runUntil(() -> drain.finished && feed.finished);
      assertThat(got.toByteArray()).isEqualTo(content);
    }
  }

  /** Aborts race with readiness on every runtime; what was handed to nobody is closed. */
  @ParameterizedTest
  @EnumSource
  void abortedAcceptsAndConnectsLeaveNoDescriptor(Flavor flavor) throws Exception {
    try (WeftRuntime weft = flavor.create();
        TcpListener listener = weft.blockOn(TcpListener.bind(ANY))) {
      weft.blockOn(TcpStream.connect(listener.localAddress())).close();
      weft.blockOn(listener.accept()).close();
      long before = Loopback.descriptors();
      for (int i = 0; i < 200; i++) {
        JoinHandle<TcpStream> accept = weft.spawn(listener.accept());
        JoinHandle<TcpStream> connect = weft.spawn(TcpStream.connect(listener.localAddress()));
        if (i % 3 == 0) {
          weft.blockOn(Futures.yieldNow());
        }
        accept.abort();
        connect.abort();
        closeIfAny(weft, accept);
        closeIfAny(weft, connect);
        if (i % 50 == 49) {
          drain(weft, listener);
        }
      }
      drain(weft, listener);
      // What a close by another thread's driver still holds is gone after moments.
      long start = System.nanoTime();
      while (Loopback.descriptors() > before && System.nanoTime() - start < 30_000_000_000L) {
        weft.blockOn(Futures.yieldNow());
      }
      assertThat(Loopback.descriptors()).isLessThanOrEqualTo(before);
    }
  }

  private static void closeIfAny(WeftRuntime weft, JoinHandle<TcpStream> handle) throws Exception {
    try {
      weft.blockOn(handle).close();
    } catch (CancellationException cancelled) {
      // then it has closed what it had
    }
  }

  /** Accepts what waits, up to a connection of our own that comes last. */
  private static void drain(WeftRuntime weft, TcpListener listener) throws Exception {
    try (TcpStream last = weft.blockOn(TcpStream.connect(listener.localAddress()))) {
      while (true) {
        try (TcpStream waiting = weft.blockOn(listener.accept())) {
          if (waiting.remoteAddress().equals(last.localAddress())) {
            return;
          }
        } catch (java.nio.channels.ClosedChannelException | ClassCastException e) {
          throw new AssertionError(e);
        }
      }
    }
  }
}
