package weft.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static weft.codec.ScriptedPort.ANN;
import static weft.codec.ScriptedPort.BOB;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.future.Context;
import weft.future.ContextControl;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Services;
import weft.future.Undelivered;
import weft.future.Waker;
import weft.net.UdpSocket;
import weft.runtime.WeftRuntime;

/** Framed datagrams, polled by hand and over real sockets. No buffer is left behind. */
@Timeout(60)
class UdpFramedTest {
  private final Context cx = Context.of(Waker.noop());

  private static UdpFramed<String, String> lines(ScriptedPort port) {
    return new UdpFramed<>(port, LinesCodec::new, new LinesCodec());
  }

  private static UdpFramed<ByteBuf, ByteBuf> lengths(ScriptedPort port) {
    return new UdpFramed<>(port, LengthDelimitedCodec::create, LengthDelimitedCodec.create());
  }

  private static ByteBuf buffer(String text) {
    return ByteBufAllocator.DEFAULT
        .buffer(Math.max(1, text.length()))
        .writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String text(Addressed<ByteBuf> frame) {
    String text = frame.value().toString(StandardCharsets.ISO_8859_1);
    frame.value().release();
    return text;
  }

  // ---- Receiving

  @Test
  void allFramesOfADatagramWithItsSender() throws Exception {
    ScriptedPort port =
        new ScriptedPort().from(ANN, "a\nb\r\nc").from(BOB, "").receivePending().from(BOB, "d\n");
    try (UdpFramed<String, String> udp = lines(port)) {
      for (String line : new String[] {"a", "b", "c"}) {
        assertThat(udp.pollNext(cx).get()).isEqualTo(new Addressed<>(line, ANN));
      }
      assertThat(udp.pollNext(cx).isPending()).as("an empty datagram holds no line").isTrue();
      assertThat(udp.pollNext(cx).get()).isEqualTo(new Addressed<>("d", BOB));
      assertThat(udp.pollNext(cx).isPending()).isTrue();
    }
    assertThat(port.closes).isEqualTo(1);
  }

  /** Also where the decoder has a state: it had read the head of a frame that is cut short. */
  @Test
  void brokenDatagramNamesItsSenderAndTheNextOneGoesOn() throws Exception {
    ScriptedPort port =
        new ScriptedPort()
            .from(ANN, new byte[] {0, 0, 0, 1, 'a', 0, 0, 0, 9, 'b', 'c'})
            .from(ANN, new byte[] {-1, -1, -1, -1, 0})
            .from(BOB, new byte[] {0, 0, 0, 2, 'd', 'e'});
    try (UdpFramed<ByteBuf, ByteBuf> udp = lengths(port)) {
      assertThat(text(udp.pollNext(cx).get())).isEqualTo("a");
      assertThatThrownBy(() -> udp.pollNext(cx))
          .isInstanceOfSatisfying(
              MalformedDatagramException.class,
              malformed -> assertThat(malformed.sender()).isEqualTo(ANN))
          .hasMessageContaining(ANN.toString())
          .hasMessageContaining("2 of 9 bytes")
          .hasCauseInstanceOf(FrameException.class);
      assertThatThrownBy(() -> udp.pollNext(cx))
          .isInstanceOf(MalformedDatagramException.class)
          .hasCauseInstanceOf(FrameTooLongException.class);
      Addressed<ByteBuf> good = udp.pollNext(cx).get();
      assertThat(good.address()).isEqualTo(BOB);
      assertThat(text(good)).isEqualTo("de");
    }
  }

  @Test
  void restThatTheDecoderLeavesIsAnError() throws Exception {
    Decoder<String> lazy =
        new Decoder<>() {
          @Override
          public String decode(ByteBuf in) {
            throw new AssertionError("a datagram has an end");
          }

          @Override
          public String decodeEof(ByteBuf in) {
            return in.readableBytes() < 3
                ? null
                : in.readCharSequence(3, StandardCharsets.US_ASCII).toString();
          }
        };
    ScriptedPort port = new ScriptedPort().from(ANN, "abcde").from(BOB, "xyz");
    try (UdpFramed<String, String> udp = new UdpFramed<>(port, () -> lazy, new LinesCodec())) {
      assertThat(udp.pollNext(cx).get().value()).isEqualTo("abc");
      assertThatThrownBy(() -> udp.pollNext(cx)).hasMessageContaining("last 2 bytes");
      assertThat(udp.pollNext(cx).get().value()).isEqualTo("xyz");
    }
  }

  @Test
  void endlessAndBrokenDecodersDoNotHoldOnToTheirDatagram() throws Exception {
    List<Decoder<String>> decoders = new ArrayList<>();
    decoders.add(in -> "again");
    decoders.add(
        in -> {
          throw new IllegalStateException("a bug");
        });
    decoders.add(new LinesCodec());
    ScriptedPort port = new ScriptedPort().from(ANN, "1").from(ANN, "2").from(ANN, "3");
    Supplier<Decoder<String>> one = () -> decoders.remove(0);
    try (UdpFramed<String, String> udp = new UdpFramed<>(port, one, new LinesCodec())) {
      assertThat(udp.pollNext(cx).get().value()).as("of the datagram as such").isEqualTo("again");
      assertThatThrownBy(() -> udp.pollNext(cx)).hasMessageContaining("for ever");
      assertThatThrownBy(() -> udp.pollNext(cx)).hasMessage("a bug");
      assertThat(udp.pollNext(cx).get().value()).isEqualTo("3");
    }
  }

  @Test
  void failureOfTheSocketIsThatOfOnePoll() throws Exception {
    ScriptedPort port =
        new ScriptedPort().receiveFails(new PortUnreachableException("nobody")).from(ANN, "a");
    try (UdpFramed<String, String> udp = lines(port)) {
      assertThatThrownBy(() -> udp.pollNext(cx)).isInstanceOf(PortUnreachableException.class);
      assertThat(udp.pollNext(cx).get().value()).isEqualTo("a");
    }
  }

  /** A datagram and its first frame are a unit; each further frame is one, and waiting is none. */
  @Test
  void framesAndEmptyDatagramsAreChargedToTheBudget() throws Exception {
    ContextControl control = ContextControl.create(Services.none());
    ScriptedPort port = new ScriptedPort().from(ANN, "a\nb\nc");
    for (int i = 0; i < 10; i++) {
      port.from(ANN, "");
    }
    try (UdpFramed<String, String> udp = lines(port)) {
      control.begin(Waker.noop(), 2);
      assertThat(udp.pollNext(control.context()).get().value()).isEqualTo("a");
      assertThat(udp.pollNext(control.context()).get().value()).isEqualTo("b");
      assertThat(udp.pollNext(control.context()).isPending()).isTrue();
      control.end();
      int polls = 0;
      for (boolean waits = false; !waits; polls++) {
        control.begin(Waker.noop(), 1); // the least there is still gets on
        waits = udp.pollNext(control.context()).isPending() && control.remaining() == 1;
        control.end();
      }
      assertThat(polls).isBetween(11, 13);
    }
  }

  @Test
  void cancelledAtEachPollReleasesEverything() throws Exception {
    byte[] two = {0, 0, 0, 1, 'a', 0, 0, 0, 1, 'b'};
    byte[] broken = {0, 0, 0, 1, 'c', 0, 0, 0, 7};
    for (int polls = 0; polls < 9; polls++) {
      ScriptedPort port = new ScriptedPort().from(ANN, two).receivePending().from(BOB, broken);
      UdpFramed<ByteBuf, ByteBuf> udp = lengths(port);
      udp.startSend(new Addressed<>(buffer("waiting"), BOB));
      for (int i = 0; i < polls; i++) {
        Future<Addressed<ByteBuf>> next = udp.next();
        try {
          Poll<Addressed<ByteBuf>> poll = next.poll(cx);
          if (poll.isReady()) {
            Undelivered.discard(poll.get(), Services.none());
          }
        } catch (MalformedDatagramException expected) {
          assertThat(expected.sender()).isEqualTo(BOB);
        }
        next.cancel();
      }
      udp.cancel();
      udp.cancel();
      assertThat(port.closes).isPositive();
      assertThatThrownBy(() -> udp.pollNext(cx)).isInstanceOf(ClosedChannelException.class);
      assertThatThrownBy(() -> udp.pollReady(cx)).isInstanceOf(ClosedChannelException.class);
    }
  }

  /** A wait that is given up loses no datagram. */
  @Test
  void cancelledWaitLosesNothing() throws Exception {
    ScriptedPort port = new ScriptedPort().receivePending().from(ANN, "a\nb");
    try (UdpFramed<String, String> udp = lines(port)) {
      Future<Addressed<String>> given = udp.next();
      assertThat(given.poll(cx).isPending()).isTrue();
      given.cancel();
      assertThat(udp.next().poll(cx).get().value()).isEqualTo("a");
      assertThat(udp.next().poll(cx).get().value()).isEqualTo("b");
    }
  }

  // ---- Sending

  @Test
  void eachItemIsADatagramToItsTarget() throws Exception {
    ScriptedPort port = new ScriptedPort();
    try (UdpFramed<String, String> udp = lines(port)) {
      assertThat(udp.feed(new Addressed<>("a", ANN)).poll(cx).isReady()).isTrue();
      assertThat(port.sent).isEmpty();
      assertThat(udp.feed(new Addressed<>("b", BOB)).poll(cx).isReady()).isTrue();
      assertThat(port.sent).containsExactly("1: a\n");
      assertThat(udp.pollFlush(cx).isReady()).isTrue();
      assertThat(port.sent).containsExactly("1: a\n", "2: b\n");
      assertThat(udp.pollFlush(cx).isReady()).isTrue();
      assertThat(port.sent).hasSize(2);
    }
  }

  @Test
  void emptyEncodingIsAnEmptyDatagram() throws Exception {
    ScriptedPort port = new ScriptedPort();
    try (UdpFramed<ByteBuf, ByteBuf> udp =
        new UdpFramed<>(port, BytesCodec::new, new BytesCodec())) {
      assertThat(udp.send(new Addressed<>(buffer(""), ANN)).poll(cx).isReady()).isTrue();
      assertThat(port.sent).containsExactly("1: ");
    }
  }

  @Test
  void encodingThatFitsNoDatagramIsRefusedAndReleased() throws Exception {
    ScriptedPort port = new ScriptedPort();
    try (UdpFramed<ByteBuf, ByteBuf> udp = lengths(port)) {
      ByteBuf large = buffer("x".repeat(65_504));
      assertThatThrownBy(() -> udp.startSend(new Addressed<>(large, ANN)))
          .isInstanceOf(FrameTooLongException.class)
          .hasMessage("a datagram of 65508 bytes exceeds the limit of 65507 bytes");
      assertThat(large.refCnt()).isZero();
      udp.maxDatagramLength(9);
      assertThatThrownBy(() -> udp.startSend(new Addressed<>(buffer("123456"), ANN)))
          .hasMessageContaining("10 bytes");
      assertThat(udp.send(new Addressed<>(buffer("12345"), ANN)).poll(cx).isReady()).isTrue();
      assertThat(port.sent).containsExactly("1: \0\0\0\00512345");
      assertThatThrownBy(() -> udp.maxDatagramLength(0)).hasMessageContaining("0");
      assertThatThrownBy(() -> udp.maxDatagramLength(65_508)).hasMessageContaining("65508");
    }
  }

  @Test
  void datagramThatCannotBeSentIsDroppedWithItsFailure() throws Exception {
    ScriptedPort port = new ScriptedPort().sendPending().sendFails(new IOException("full"));
    try (UdpFramed<String, String> udp = lines(port)) {
      udp.startSend(new Addressed<>("a", ANN));
      assertThat(udp.pollFlush(cx).isPending()).isTrue();
      assertThatThrownBy(() -> udp.pollFlush(cx)).hasMessage("full");
      assertThat(udp.send(new Addressed<>("b", ANN)).poll(cx).isReady()).isTrue();
      assertThat(port.sent).containsExactly("1: b\n");
    }
  }

  /** Polled 0, 1, 2... times, then cancelled: sent whole and once, or not at all. */
  @Test
  void sendIsCancelledAtEachPoll() throws Exception {
    boolean done = false;
    for (int polls = 0; !done; polls++) {
      ScriptedPort port = new ScriptedPort().sendPending().sendPending();
      try (UdpFramed<ByteBuf, ByteBuf> udp =
          new UdpFramed<>(port, BytesCodec::new, new BytesCodec())) {
        udp.startSend(new Addressed<>(buffer("before"), BOB));
        ByteBuf frame = buffer("frame");
        Future<?> send = udp.send(new Addressed<>(frame, ANN));
        for (int i = 0; i < polls && !done; i++) {
          done = send.poll(cx).isReady();
        }
        send.cancel();
        assertThat(frame.refCnt()).as("after %d polls", polls).isZero();
        while (udp.pollFlush(cx).isPending()) {
          // the rest of the script
        }
        List<String> whole = List.of("2: before", "1: frame");
        assertThat(port.sent).as("after %d polls", polls).isIn(whole.subList(0, 1), whole);
        assertThat(port.sent.size()).isGreaterThanOrEqualTo(done ? 2 : 1);
      }
    }
  }

  @Test
  void finishedSinkStillReceives() throws Exception {
    ScriptedPort port = new ScriptedPort().from(ANN, "a");
    try (UdpFramed<String, String> udp = lines(port)) {
      udp.startSend(new Addressed<>("last", BOB));
      assertThat(udp.pollFinish(cx).isReady()).isTrue();
      assertThat(port.sent).containsExactly("2: last\n");
      assertThatThrownBy(() -> udp.pollReady(cx)).isInstanceOf(IllegalStateException.class);
      assertThat(udp.pollNext(cx).get().value()).isEqualTo("a");
    }
  }

  @Test
  void startingWithoutRoomIsRefusedAndTheFirstKept() throws Exception {
    ScriptedPort port = new ScriptedPort();
    try (UdpFramed<ByteBuf, ByteBuf> udp =
        new UdpFramed<>(port, BytesCodec::new, new BytesCodec())) {
      udp.startSend(new Addressed<>(buffer("a"), ANN));
      ByteBuf second = buffer("b");
      assertThatThrownBy(() -> udp.startSend(new Addressed<>(second, ANN)))
          .hasMessageContaining("without a ready pollReady");
      assertThat(second.refCnt()).isZero();
      assertThat(udp.pollFlush(cx).isReady()).isTrue();
      assertThat(port.sent).containsExactly("1: a");
    }
  }

  @Test
  void addressesAreResolvedAndAnswersKeepThem() {
    InetSocketAddress named = InetSocketAddress.createUnresolved("somewhere", 1);
    assertThatThrownBy(() -> new Addressed<>("a", named)).hasMessageContaining("somewhere");
    assertThatThrownBy(() -> new Addressed<>(null, ANN)).hasMessage("value");
    assertThat(new Addressed<>("ask", ANN).withValue(42)).isEqualTo(new Addressed<>(42, ANN));
  }

  @Test
  void whatNobodyReceivesIsReleasedOrHandedOver() {
    ByteBuf frame = buffer("a");
    Undelivered.discard(new Addressed<>(frame, ANN), Services.none());
    assertThat(frame.refCnt()).isZero();
    int[] released = {0};
    Undelivered owner = () -> released[0]++;
    Undelivered.discard(new Addressed<>(owner, ANN), Services.none());
    assertThat(released[0]).isEqualTo(1);
    assertThat(new weft.internal.codec.ReleaseCounted().release(new Addressed<>("text", ANN)))
        .as("is for the runtime's hook")
        .isFalse();
  }

  // ---- Real sockets

  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @Test
  void twoPeersAndAnEcho() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.currentThread();
        UdpSocket serverSocket = runtime.blockOn(UdpSocket.bind(ANY));
        UdpFramed<String, String> server =
            UdpFramed.<String, String, LinesCodec>of(serverSocket, LinesCodec::new);
        UdpFramed<String, String> ann =
            UdpFramed.<String, String, LinesCodec>of(
                runtime.blockOn(UdpSocket.bind(ANY)), LinesCodec::new);
        UdpSocket bob = runtime.blockOn(UdpSocket.bind(ANY))) {
      InetSocketAddress there = serverSocket.localAddress();
      Future<Addressed<String>> waiting = server.next();
      boolean waits = runtime.blockOn(inside -> Poll.ready(waiting.poll(inside).isPending()));
      assertThat(waits).isTrue();
      waiting.cancel();
      runtime.blockOn(ann.send(new Addressed<>("one", there)));
      Addressed<String> one = runtime.blockOn(server.next());
      assertThat(one.value()).isEqualTo("one");
      runtime.blockOn(server.send(one.withValue("answer")));
      assertThat(runtime.blockOn(ann.next())).isEqualTo(new Addressed<>("answer", there));

      runtime.blockOn(bob.sendTo(ByteBuffer.wrap(new byte[] {'x', '\n', -1, '\n', 'y'}), there));
      runtime.blockOn(ann.send(new Addressed<>("two", there)));
      assertThat(runtime.blockOn(server.next()))
          .isEqualTo(new Addressed<>("x", bob.localAddress()));
      assertThatThrownBy(() -> runtime.blockOn(server.next()))
          .isInstanceOf(MalformedDatagramException.class)
          .hasMessageContaining(bob.localAddress().toString());
      assertThat(runtime.blockOn(server.next()).value()).isEqualTo("two");
      server.close();
      assertThat(serverSocket.isOpen()).isFalse();
    }
  }

  /** Datagrams of noise between good ones: each good one comes, with all its frames. */
  @Test
  void noiseDoesNotReachTheNextDatagram() throws Exception {
    SplittableRandom random = new SplittableRandom(26);
    try (WeftRuntime runtime = WeftRuntime.currentThread();
        UdpSocket socket = runtime.blockOn(UdpSocket.bind(ANY));
        UdpSocket noise = runtime.blockOn(UdpSocket.bind(ANY));
        UdpFramed<ByteBuf, ByteBuf> server =
            UdpFramed.<ByteBuf, ByteBuf, LengthDelimitedCodec>of(
                socket, LengthDelimitedCodec::create);
        UdpFramed<ByteBuf, ByteBuf> client =
            UdpFramed.<ByteBuf, ByteBuf, LengthDelimitedCodec>of(
                runtime.blockOn(UdpSocket.bind(ANY)), LengthDelimitedCodec::create)) {
      for (int round = 0; round < 200; round++) {
        byte[] bytes = new byte[random.nextInt(1, 40)];
        random.nextBytes(bytes);
        runtime.blockOn(noise.sendTo(ByteBuffer.wrap(bytes), socket.localAddress()));
        String good = "good " + round;
        runtime.blockOn(client.send(new Addressed<>(buffer(good), socket.localAddress())));
        List<String> got = new ArrayList<>();
        while (!got.contains(good)) {
          try {
            got.add(text(runtime.blockOn(server.next())));
          } catch (MalformedDatagramException malformed) {
            assertThat(malformed.sender()).isEqualTo(noise.localAddress());
          }
        }
      }
    }
  }

  /** The largest datagram there is, and one frame kept beyond the socket's life. */
  @Test
  void largestDatagramArrivesWhole() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.currentThread()) {
      Addressed<ByteBuf> kept;
      try (UdpSocket socket = runtime.blockOn(UdpSocket.bind(ANY));
          UdpFramed<ByteBuf, ByteBuf> server =
              UdpFramed.<ByteBuf, ByteBuf, BytesCodec>of(socket, BytesCodec::new);
          UdpFramed<ByteBuf, ByteBuf> client =
              UdpFramed.<ByteBuf, ByteBuf, BytesCodec>of(
                  runtime.blockOn(UdpSocket.bind(ANY)), BytesCodec::new)) {
        runtime.blockOn(
            client.send(new Addressed<>(buffer("x".repeat(65_507)), socket.localAddress())));
        kept = runtime.blockOn(server.next());
      }
      assertThat(text(kept)).isEqualTo("x".repeat(65_507));
    }
  }
}
