package weft.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static weft.net.Loopback.ANY;
import static weft.net.Loopback.bytes;
import static weft.net.Loopback.text;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Poll;
import weft.io.Io;
import weft.io.IoResult;
import weft.runtime.WeftRuntime;
import weft.task.JoinHandle;

@Timeout(60)
class TcpTest {

  /** Accepts {@code count} connections and echoes each in a task of its own. */
  private static Future<Void> echo(WeftRuntime runtime, TcpListener listener, int count) {
    int[] accepted = {0};
    Future<TcpStream>[] next = nextOf(listener);
    return Futures.pollFn(
        cx -> {
          while (accepted[0] < count) {
            if (!(next[0].poll(cx) instanceof Poll.Ready<TcpStream> ready)) {
              return Poll.pending();
            }
            TcpStream stream = ready.value();
            next[0] = listener.accept();
            accepted[0]++;
            runtime.spawn(
                Io.copy(stream, stream)
                    .then(n -> stream.shutdown())
                    .whenDone((nothing, failure) -> stream.close()));
          }
          return Poll.done();
        });
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Future<TcpStream>[] nextOf(TcpListener listener) {
    return new Future[] {listener.accept()};
  }

  private static Future<byte[]> roundTrip(InetSocketAddress server, byte[] content) {
    return TcpStream.connect(server)
        .then(
            stream ->
                Futures.join(
                        List.of(
                            stream.writeAll(ByteBuffer.wrap(content)).then(n -> stream.shutdown()),
                            stream.readToEnd(content.length + 1)))
                    .map(both -> (byte[]) both.get(1))
                    .whenDone((value, failure) -> stream.close()));
  }

  @ParameterizedTest
  @EnumSource
  void manyConnectionsEchoWhatTheyGet(Flavor flavor) throws Exception {
    int count = 200;
    try (WeftRuntime runtime = flavor.create();
        TcpListener listener = runtime.blockOn(TcpListener.bind(ANY))) {
      JoinHandle<Void> server = runtime.spawn(echo(runtime, listener, count));
      List<JoinHandle<byte[]>> clients = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        byte[] content = new byte[new Random(i).nextInt(50_000)];
        new Random(i).nextBytes(content);
        clients.add(runtime.spawn(roundTrip(listener.localAddress(), content)));
      }
      for (int i = 0; i < count; i++) {
        Random random = new Random(i);
        byte[] content = new byte[random.nextInt(50_000)];
        new Random(i).nextBytes(content);
        assertThat(runtime.blockOn(clients.get(i))).isEqualTo(content);
      }
      runtime.blockOn(server);
    }
  }

  @ParameterizedTest
  @EnumSource
  void twoMegabytesPassThroughSmallBuffersUnchanged(Flavor flavor) throws Exception {
    byte[] content = new byte[2_000_000];
    new Random(1).nextBytes(content);
    ListenOptions small =
        ListenOptions.DEFAULT.withSocket(SocketOptions.none().receiveBuffer(4096));
    try (WeftRuntime runtime = flavor.create();
        TcpListener listener = runtime.blockOn(TcpListener.bind(ANY, small))) {
      runtime.spawn(echo(runtime, listener, 1));
      assertThat(runtime.blockOn(roundTrip(listener.localAddress(), content))).isEqualTo(content);
    }
  }

  /** Two connected sockets. */
  private static Loopback.Connection connect(WeftRuntime runtime) throws Exception {
    try (TcpListener listener = runtime.blockOn(TcpListener.bind(ANY))) {
      TcpStream client = runtime.blockOn(TcpStream.connect(listener.localAddress()));
      return new Loopback.Connection(client, runtime.blockOn(listener.accept()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void bothEndsKnowTheAddresses(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create();
        Loopback.Connection both = connect(runtime)) {
      assertThat(both.client().localAddress()).isEqualTo(both.server().remoteAddress());
      assertThat(both.client().remoteAddress()).isEqualTo(both.server().localAddress());
      both.client().close();
      assertThatThrownBy(() -> both.client().localAddress())
          .isInstanceOf(ClosedChannelException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void halfCloseEndsOneDirectionOnly(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create();
        Loopback.Connection both = connect(runtime)) {
      runtime.blockOn(both.client().writeAll(bytes("last words")));
      runtime.blockOn(both.client().shutdown());
      runtime.blockOn(both.client().shutdown()); // once more does no harm
      assertThat(text(runtime.blockOn(both.server().readToEnd(100)))).isEqualTo("last words");
      assertThat(runtime.blockOn(both.server().read(ByteBuffer.allocate(1))))
          .isEqualTo(IoResult.EOF);
      runtime.blockOn(both.server().writeAll(bytes("reply")));
      ByteBuffer reply = ByteBuffer.allocate(5);
      runtime.blockOn(both.client().readExact(reply));
      assertThat(text(reply.array())).isEqualTo("reply");
      assertThatThrownBy(() -> runtime.blockOn(both.client().writeAll(bytes("more"))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("shut down");
    }
  }

  @ParameterizedTest
  @EnumSource
  void shutdownInputEndsAPendingRead(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create();
        Loopback.Connection both = connect(runtime)) {
      JoinHandle<Integer> read = runtime.spawn(both.server().read(ByteBuffer.allocate(1)));
      runtime.blockOn(Futures.yieldNow());
      both.server().shutdownInput();
      assertThat(runtime.blockOn(read)).isEqualTo(IoResult.EOF);
    }
  }

  @ParameterizedTest
  @EnumSource
  void lingerZeroResetsThePeer(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create();
        Loopback.Connection both = connect(runtime)) {
      JoinHandle<Integer> read = runtime.spawn(both.server().read(ByteBuffer.allocate(1)));
      both.client().setLinger(0);
      assertThat(both.client().linger()).isZero();
      both.client().close();
      assertThatThrownBy(() -> runtime.blockOn(read))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("reset");
      // Shutting down a connection that is gone is no failure.
      runtime.blockOn(both.server().shutdown());
    }
  }

  @ParameterizedTest
  @EnumSource
  void optionsAreSetBeforeConnectingAndLater(Flavor flavor) throws Exception {
    SocketOptions options =
        SocketOptions.none()
            .noDelay(true)
            .keepAlive(true)
            .linger(3)
            .sendBuffer(32 * 1024)
            .receiveBuffer(48 * 1024)
            .typeOfService(0x10);
    try (WeftRuntime runtime = flavor.create();
        TcpListener listener = runtime.blockOn(TcpListener.bind(ANY));
        TcpStream stream =
            runtime.blockOn(
                TcpStream.connect(
                    listener.localAddress(), ConnectOptions.DEFAULT.withSocket(options)))) {
      assertThat(stream.isNoDelay()).isTrue();
      assertThat(stream.isKeepAlive()).isTrue();
      assertThat(stream.linger()).isEqualTo(3);
      assertThat(stream.option(StandardSocketOptions.SO_SNDBUF)).isGreaterThanOrEqualTo(32 * 1024);
      assertThat(stream.option(StandardSocketOptions.SO_RCVBUF)).isGreaterThanOrEqualTo(48 * 1024);
      assertThat(stream.option(StandardSocketOptions.IP_TOS)).isEqualTo(0x10);
      stream.setNoDelay(false);
      stream.setKeepAlive(false);
      stream.setLinger(-1);
      assertThat(stream.isNoDelay()).isFalse();
      assertThat(stream.isKeepAlive()).isFalse();
      assertThat(stream.linger()).isNegative();
    }
  }

  @ParameterizedTest
  @EnumSource
  void reusePortLetsTwoListenersShareAnAddress(Flavor flavor) throws Exception {
    ListenOptions shared = ListenOptions.DEFAULT.withSocket(SocketOptions.none().reusePort(true));
    try (WeftRuntime runtime = flavor.create();
        TcpListener first = runtime.blockOn(TcpListener.bind(ANY, shared));
        TcpListener second = runtime.blockOn(TcpListener.bind(first.localAddress(), shared))) {
      assertThat(second.localAddress()).isEqualTo(first.localAddress());
      assertThatThrownBy(() -> runtime.blockOn(TcpListener.bind(first.localAddress())))
          .isInstanceOf(java.net.BindException.class)
          .hasMessageContaining(String.valueOf(first.localAddress().getPort()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusalNamesTheAddressThatRefused(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      InetSocketAddress free = Loopback.freeAddress();
      assertThatThrownBy(() -> runtime.blockOn(TcpStream.connect(free)))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining(String.valueOf(free.getPort()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAddressCanBeBoundAgainAsSoonAsItsListenerIsClosed(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      InetSocketAddress address = ANY;
      for (int i = 0; i < 50; i++) {
        try (TcpListener listener = runtime.blockOn(TcpListener.bind(address))) {
          address = listener.localAddress();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aHostIsLookedUpAndItsAddressesAreTriedInTurn(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create();
        TcpListener listener = runtime.blockOn(TcpListener.bind(ANY))) {
      int port = listener.localAddress().getPort();
      for (String host : List.of("localhost", "127.0.0.1")) {
        assertThat(runtime.blockOn(Lookup.host(host))).isNotEmpty();
        runtime.blockOn(TcpStream.connect(host, port)).close();
        runtime.blockOn(TcpStream.connect(InetSocketAddress.createUnresolved(host, port))).close();
        runtime.blockOn(listener.accept()).close();
        runtime.blockOn(listener.accept()).close();
      }
      assertThatThrownBy(() -> runtime.blockOn(TcpStream.connect("no-such-host.invalid", port)))
          .isInstanceOf(UnknownHostException.class)
          .hasMessageContaining("no-such-host.invalid");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aListenerIsBoundByTheNameOfItsHost(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create()) {
      for (String host : List.of("localhost", "127.0.0.1")) {
        try (TcpListener listener = runtime.blockOn(TcpListener.bind(host, 0))) {
          assertThat(listener.localAddress().getAddress().isLoopbackAddress()).isTrue();
          runtime.blockOn(TcpStream.connect(listener.localAddress())).close();
          runtime.blockOn(listener.accept()).close();
        }
      }
      assertThatThrownBy(() -> runtime.blockOn(TcpListener.bind("no-such-host.invalid", 0)))
          .isInstanceOf(UnknownHostException.class)
          .hasMessageContaining("no-such-host.invalid");
      assertThatThrownBy(() -> TcpListener.bind("localhost", 65536))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("65536");
    }
  }

  @ParameterizedTest
  @EnumSource
  void theFirstAddressThatCanBeBoundIs(Flavor flavor) throws Exception {
    InetAddress elsewhere = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});
    try (WeftRuntime runtime = flavor.create()) {
      try (TcpListener listener =
          runtime.blockOn(
              TcpListener.bindFirst(
                  List.of(elsewhere, ANY.getAddress()), 0, ListenOptions.DEFAULT))) {
        assertThat(listener.localAddress().getAddress()).isEqualTo(ANY.getAddress());
      }
      assertThatThrownBy(
              () ->
                  runtime.blockOn(
                      TcpListener.bindFirst(
                          List.of(elsewhere, elsewhere), 0, ListenOptions.DEFAULT)))
          .isInstanceOf(BindException.class)
          .hasMessageContaining("192.0.2.1")
          .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void theNextAddressIsTriedAfterOneThatRefuses(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create();
        TcpListener listener = runtime.blockOn(TcpListener.bind(ANY))) {
      InetSocketAddress free = Loopback.freeAddress();
      Future<TcpStream> connecting =
          ConnectFuture.to(
              List.of(free, listener.localAddress()), ConnectOptions.DEFAULT, TcpStream::over);
      try (TcpStream stream = runtime.blockOn(connecting)) {
        assertThat(stream.remoteAddress()).isEqualTo(listener.localAddress());
      }
      assertThatThrownBy(
              () ->
                  runtime.blockOn(
                      ConnectFuture.to(
                          List.of(free, free), ConnectOptions.DEFAULT, TcpStream::over)))
          .isInstanceOf(ConnectException.class)
          .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void connectGivesUpAtItsTimeOut(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create();
        FullListener full = FullListener.open(runtime)) {
      long before = Loopback.descriptors();
      ConnectOptions patience = ConnectOptions.DEFAULT.withTimeout(Duration.ofMillis(50));
      assertThatThrownBy(() -> runtime.blockOn(TcpStream.connect(full.address(), patience)))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining(String.valueOf(full.address().getPort()))
          .hasMessageContaining("PT0.05S");
      runtime.blockOn(Futures.yieldNow());
      assertThat(Loopback.descriptors()).isLessThanOrEqualTo(before + 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void vectoredWritesKeepTheOrder(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create();
        Loopback.Connection both = connect(runtime)) {
      ByteBuffer[] parts = new ByteBuffer[200]; // more than one system call takes
      StringBuilder expected = new StringBuilder();
      for (int i = 0; i < parts.length; i++) {
        String part = i % 7 == 0 ? "" : "part " + i + ";";
        parts[i] = bytes(part);
        expected.append(part);
      }
      runtime.blockOn(both.client().writeAllVectored(parts));
      runtime.blockOn(both.client().shutdown());
      assertThat(text(runtime.blockOn(both.server().readToEnd(100_000))))
          .isEqualTo(expected.toString());
    }
  }

  @ParameterizedTest
  @EnumSource
  void halvesServeTwoTasksAndReunite(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create();
        Loopback.Connection both = connect(runtime);
        Loopback.Connection others = connect(runtime)) {
      SplitStream<TcpStream> split = both.client().split();
      ByteBuffer got = ByteBuffer.allocate(4);
      JoinHandle<Void> read = runtime.spawn(split.reading().readExact(got));
      runtime.blockOn(split.writing().writeAll(bytes("ping")));
      ByteBuffer heard = ByteBuffer.allocate(4);
      runtime.blockOn(both.server().readExact(heard));
      runtime.blockOn(both.server().writeAll(bytes("pong")));
      runtime.blockOn(read);
      assertThat(text(got.array())).isEqualTo("pong");

      assertThatThrownBy(() -> split.reading().reunite(others.client().split().writing()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("two connections");
      TcpStream again = split.reading().reunite(split.writing());
      assertThat(again).isSameAs(both.client());
      split.writing().close(); // given back: has no say any more
      runtime.blockOn(again.writeAll(bytes("once")));
      heard.clear();
      runtime.blockOn(both.server().readExact(heard));
    }
  }

  @ParameterizedTest
  @EnumSource
  void closingTheWriteHalfEndsTheStreamAndForgettingItDoesNot(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create();
        Loopback.Connection ended = connect(runtime);
        Loopback.Connection forgotten = connect(runtime)) {
      SplitStream<TcpStream> split = ended.client().split();
      split.writing().close();
      assertThat(runtime.blockOn(ended.server().readToEnd(1))).isEmpty();
      assertThat(ended.client().isOpen()).isTrue();
      split.reading().close();
      assertThat(ended.client().isOpen()).isFalse();

      SplitStream<TcpStream> quiet = forgotten.client().split();
      quiet.writing().forget();
      assertThat(forgotten.server().tryRead(ByteBuffer.allocate(1))).isEqualTo(IoResult.PENDING);
      quiet.reading().close();
      assertThat(runtime.blockOn(forgotten.server().readToEnd(1))).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void readableThenTryReadLosesNoEdge(Flavor flavor) throws Exception {
    int count = 500;
    try (WeftRuntime runtime = flavor.create();
        Loopback.Connection both = connect(runtime)) {
      ByteBuffer out = ByteBuffer.allocate(1);
      int[] received = {0};
      Future<?>[] waiting = {both.server().readable()};
      JoinHandle<Void> reader =
          runtime.spawn(
              Futures.pollFn(
                  cx -> {
                    while (received[0] < count) {
                      int n = both.server().tryRead(ByteBuffer.allocate(7));
                      if (n > 0) {
                        received[0] += n;
                      } else if (waiting[0].poll(cx).isPending()) {
                        return Poll.pending();
                      } else {
                        waiting[0] = both.server().readable();
                      }
                    }
                    return Poll.done();
                  }));
      for (int i = 0; i < count; i++) {
        runtime.blockOn(both.client().writeAll(out.clear()));
      }
      runtime.blockOn(reader);
    }
  }

  @ParameterizedTest
  @EnumSource
  void tryWriteSaysPendingWhenTheBuffersAreFull(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create();
        Loopback.Connection both = connect(runtime)) {
      ByteBuffer chunk = ByteBuffer.allocateDirect(64 * 1024);
      long written = 0;
      int n;
      while ((n = both.client().tryWrite(chunk.clear())) != IoResult.PENDING) {
        written += n;
      }
      JoinHandle<Void> writable = runtime.spawn(both.client().writable());
      ByteBuffer in = ByteBuffer.allocate(64 * 1024);
      for (long read = 0; read < written; read += runtime.blockOn(both.server().read(in.clear()))) {
        assertThat(in).isNotNull();
      }
      runtime.blockOn(writable);
      assertThat(both.client().tryWrite(chunk.clear())).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource
  void socketsOutliveTheirRuntimeHarmlessly(Flavor flavor) throws Exception {
    Loopback.Connection both;
    TcpListener listener;
    try (WeftRuntime runtime = flavor.create()) {
      both = connect(runtime);
      listener = runtime.blockOn(TcpListener.bind(ANY));
    }
    assertThat(both.client().isOpen()).isFalse();
    assertThat(listener.isOpen()).isFalse();
    assertThatThrownBy(() -> both.client().tryRead(ByteBuffer.allocate(1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the runtime has shut down");
    both.close();
    listener.close();
  }

  @ParameterizedTest
  @EnumSource
  void futuresAreMadeAnywhereAndNeedARuntimeOnlyWhenPolled(Flavor flavor) throws Exception {
    Future<TcpListener> binding = TcpListener.bind(ANY);
    try (WeftRuntime runtime = flavor.create();
        TcpListener listener = runtime.blockOn(binding)) {
      Future<TcpStream> connecting = TcpStream.connect(listener.localAddress());
      runtime.blockOn(connecting).close();
    }
    assertThatThrownBy(
            () -> TcpListener.bind(ANY).poll(weft.future.Context.of(weft.future.Waker.noop())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("outside a Weft runtime");
  }

  @ParameterizedTest
  @EnumSource
  void aBoundLocalAddressIsUsedForConnecting(Flavor flavor) throws Exception {
    try (WeftRuntime runtime = flavor.create();
        TcpListener listener = runtime.blockOn(TcpListener.bind(ANY))) {
      InetSocketAddress local = Loopback.freeAddress();
      try (TcpStream stream =
          runtime.blockOn(
              TcpStream.connect(
                  listener.localAddress(),
                  ConnectOptions.DEFAULT
                      .withLocal(local)
                      .withSocket(SocketOptions.none().reuseAddress(true).linger(0))))) {
        assertThat(stream.localAddress()).isEqualTo(local);
      }
    }
  }
}
