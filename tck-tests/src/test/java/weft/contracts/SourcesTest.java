package weft.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.future.Future;
import weft.net.TcpListener;
import weft.net.TcpStream;
import weft.runtime.Handle;
import weft.runtime.WeftRuntime;
import weft.streams.Sharing;
import weft.streams.Sink;
import weft.streams.Stream;
import weft.streams.StreamMap;
import weft.streams.Streams;
import weft.sync.Broadcast;
import weft.sync.LaggedException;
import weft.sync.Mpsc;
import weft.sync.Watch;
import weft.testkit.CancelEverywhere;
import weft.testkit.Pendings;
import weft.testkit.PollProbe;
import weft.testkit.ScriptedIo;
import weft.testkit.StreamProbe;

/** Sources and sinks that reach out of memory: what they give, and what giving them up leaves. */
class SourcesTest {
  private static final Charset UTF_8 = StandardCharsets.UTF_8;

  // ---- Tasks of a runtime

  @Test
  void runOnAHandleIsATaskOfThatRuntime() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(2).build();
        WeftRuntime other = WeftRuntime.builder().workerThreads(1).build()) {
      Stream<Boolean> there =
          Streams.range(0, 100).map(i -> Handle.current().equals(other.handle()));
      Stream<Boolean> both =
          there
              .via(Sharing.runOn(other.handle(), 4))
              .via(Sharing.runOn(runtime.handle(), 4, dropped -> {}));
      assertThat(runtime.blockOn(both.toList())).hasSize(100).containsOnly(true);
    }
  }

  // ---- Lines

  /** However the bytes are cut, also in the middle of a character or of a line's end. */
  @Test
  void linesAreTheSameUnderEveryCut() throws Exception {
    byte[] text = "één\r\n\ntwo\rtwo\nlast".getBytes(UTF_8);
    for (int first = 0; first <= text.length; first++) {
      for (int second = first; second <= text.length; second++) {
        ScriptedIo.Builder script = ScriptedIo.script();
        part(script, text, 0, first);
        part(script, text, first, second);
        part(script, text, second, text.length);
        assertThat(StreamProbe.of(Streams.lines(script.build(), UTF_8, 10)).drain())
            .as("cut at %d and %d", first, second)
            .containsExactly("één", "", "two\rtwo", "last");
      }
    }
  }

  private static void part(ScriptedIo.Builder script, byte[] text, int from, int to) {
    if (to > from) {
      script.read(java.util.Arrays.copyOfRange(text, from, to));
    }
  }

  @Test
  void longestLineIsGivenAndALongerOneFails() throws Exception {
    Stream<String> fits = Streams.lines(ScriptedIo.script().read("abcd\r\n").build(), UTF_8, 4);
    assertThat(StreamProbe.of(fits).drain()).containsExactly("abcd");
    for (String tooLong : List.of("abcde\n", "abcde", "abcdefghijklmnop")) {
      Stream<String> fails = Streams.lines(ScriptedIo.script().read(tooLong).build(), UTF_8, 4);
      assertThatThrownBy(() -> StreamProbe.of(fails).drain())
          .as(tooLong)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("4 bytes")
          .hasMessageContaining("maxLineLength");
    }
  }

  /** Bytes are searched for the line feed: where it is something else, there would be garbage. */
  @Test
  void charsetsWithAnotherLineFeedAreRefused() throws Exception {
    Set<String> refused = new TreeSet<>();
    for (Charset charset : Charset.availableCharsets().values()) {
      boolean decodes = charset.canEncode() && charset.newEncoder().canEncode("a\nb");
      byte[] bytes = decodes ? "a\nb".getBytes(charset) : new byte[0];
      try {
        Stream<String> lines = Streams.lines(ScriptedIo.script().read(bytes).build(), charset, 99);
        if (decodes) {
          assertThat(StreamProbe.of(lines).drain()).as("%s", charset).containsExactly("a", "b");
        }
      } catch (IllegalArgumentException refusal) {
        assertThat(refusal).hasMessageContaining(charset.name()).hasMessageContaining("0x0A");
        refused.add(charset.name());
      }
    }
    assertThat(refused).contains("UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32", "IBM1047");
    assertThat(refused).doesNotContain("UTF-8", "US-ASCII", "ISO-8859-1", "Shift_JIS", "GB18030");
  }

  @Test
  void failureOfTheReaderIsTheStreams() {
    Stream<String> lines =
        Streams.lines(
            ScriptedIo.script().read("one\ntw").readError(new IOException("reset")).build(),
            UTF_8,
            9);
    StreamProbe<String> probe = StreamProbe.of(lines).assertNext("one");
    assertThat(probe.assertFailed(IOException.class)).hasMessage("reset");
  }

  /** The source stays with its owner: giving the stream up leaves it open, wherever it waited. */
  @Test
  void cancelledLinesLeaveTheSourceOpen() {
    int points =
        CancelEverywhere.check(
            () ->
                new CancelEverywhere.Scenario() {
                  private final ScriptedIo source =
                      ScriptedIo.script().read("a\nb").read("\nc").build();

                  @Override
                  public Future<?> future() {
                    return Pendings.interleavePending(Streams.lines(source, UTF_8, 9)).toList();
                  }

                  @Override
                  public void verify(boolean completed) {
                    assertThat(source.isClosed()).isFalse();
                    assertThat(source.isShutdown()).isFalse();
                  }
                });
    assertThat(points).isGreaterThan(3);
  }

  // ---- Bytes

  @Test
  void bytesComeInBuffersOfAtMostTheSize() throws Exception {
    Stream<ByteBuffer> bytes =
        Streams.bytes(ScriptedIo.script().read("abcde").read("f").build(), 2);
    List<ByteBuffer> buffers = StreamProbe.of(bytes).drain();
    assertThat(buffers.stream().map(b -> UTF_8.decode(b.duplicate()).toString()).toList())
        .containsExactly("ab", "cd", "e", "f");
    assertThat(buffers.get(0).array()).as("each one new").isNotSameAs(buffers.get(1).array());
  }

  @Test
  void cancelledBytesLeaveTheSourceToReadOn() throws Exception {
    ScriptedIo source = ScriptedIo.script().read("ab").read("cd").build();
    StreamProbe<ByteBuffer> probe = StreamProbe.of(Streams.bytes(source, 2));
    assertThat(probe.poll().get()).isEqualTo(UTF_8.encode("ab"));
    probe.cancel();
    assertThat(source.isClosed()).isFalse();
    assertThat(StreamProbe.of(Streams.bytes(source, 8)).drain())
        .containsExactly(UTF_8.encode("cd"));
  }

  // ---- Channels

  @Test
  void watchGivesTheLatestAndEndsWithItsSenders() throws Exception {
    Watch.Sender<Integer> sender = Watch.of(0);
    StreamProbe<Integer> probe = StreamProbe.of(Streams.fromWatch(sender.subscribe()));
    probe.assertPending();
    sender.set(1);
    sender.set(2);
    assertThat(probe.isWoken()).isTrue();
    probe.assertNext(2).assertPending();
    sender.set(3);
    sender.close();
    probe.assertNext(3).assertEnd();
  }

  @Test
  void watchThatWasNotSeenGivesItsValueAtOnce() {
    Watch.Sender<Integer> sender = Watch.of(7);
    Watch.Receiver<Integer> receiver = sender.subscribe();
    receiver.markChanged();
    StreamProbe.of(Streams.fromWatch(receiver)).assertNext(7).assertPending();
  }

  @Test
  void cancelledStreamsCloseTheirReceiver() throws Exception {
    for (int polls = 0; polls < 3; polls++) {
      Watch.Sender<Integer> watch = Watch.of(0);
      giveUp(Streams.fromWatch(watch.subscribe()), polls);
      assertThat(watch.receiverCount()).isZero();

      Broadcast.Sender<Integer> broadcast = Broadcast.bounded(2);
      giveUp(Streams.fromReceiver(broadcast.subscribe()), polls);
      assertThat(broadcast.receiverCount()).isZero();

      List<Integer> dropped = new ArrayList<>();
      Mpsc<Integer> channel = Mpsc.bounded(2, dropped::add);
      assertThat(channel.sender().trySend(5).isSent()).isTrue();
      giveUp(Streams.fromReceiver(channel.receiver()), polls);
      assertThat(channel.sender().isClosed()).isTrue();
      assertThat(dropped).hasSize(polls == 0 ? 1 : 0); // the first poll has delivered it
    }
  }

  private static void giveUp(Stream<?> stream, int afterPolls) throws Exception {
    StreamProbe<?> probe = StreamProbe.of(stream);
    for (int i = 0; i < afterPolls; i++) {
      probe.poll();
    }
    probe.cancel();
  }

  @Test
  void lagFailsTheStreamOrIsCounted() throws Exception {
    Broadcast.Sender<Integer> sender = Broadcast.bounded(2);
    StreamProbe<Integer> strict = StreamProbe.of(Streams.fromReceiver(sender.subscribe()));
    List<Long> missed = new ArrayList<>();
    StreamProbe<Integer> lenient =
        StreamProbe.of(Streams.fromReceiver(sender.subscribe(), missed::add));
    for (int i = 0; i < 5; i++) {
      sender.send(i);
    }
    sender.close();
    assertThat(strict.assertFailed(LaggedException.class)).hasMessageContaining("3");
    assertThat(lenient.drain()).containsExactly(3, 4);
    assertThat(missed).containsExactly(3L);
  }

  @Test
  void cancelledStreamMapCancelsAllItsStreams() throws Exception {
    for (int polls = 0; polls < 4; polls++) {
      List<Watch.Sender<Integer>> sources = List.of(Watch.of(0), Watch.of(0));
      StreamMap<Integer, Integer> map = StreamMap.create();
      for (int key = 0; key < 2; key++) {
        map.put(key, Streams.fromWatch(sources.get(key).subscribe()));
        sources.get(key).set(1);
      }
      giveUp(map, polls);
      assertThat(sources).allSatisfy(source -> assertThat(source.receiverCount()).isZero());
      assertThat(map.isEmpty()).isTrue();
    }
  }

  @Test
  void streamTakenOutOfAMapIsCancelledAndMissedByNobody() throws Exception {
    Watch.Sender<Integer> source = Watch.of(0);
    StreamMap<String, Integer> map = StreamMap.create();
    map.put("gone", Streams.fromWatch(source.subscribe()));
    map.put("there", Streams.of(1));
    assertThat(map.remove("gone")).isTrue();
    assertThat(map.remove("gone")).isFalse();
    assertThat(source.receiverCount()).isZero();
    assertThat(map.containsKey("there")).isTrue();
    assertThat(StreamProbe.of(map.map(StreamMap.Entry::item)).drain()).containsExactly(1);
  }

  // ---- Writers

  @Test
  void writerWritesInPartsFlushesAndShutsDown() throws Exception {
    ScriptedIo drain = ScriptedIo.script().write("a").write("bc").write("d").build();
    Sink<ByteBuffer> sink = Sink.toWriter(drain);
    PollProbe.of(sink.feed(UTF_8.encode("abc"))).assertReady();
    assertThat(PollProbe.of(sink.flush()).pollUntilIdle().isReady()).isTrue();
    PollProbe.of(sink.feed(UTF_8.encode("d"))).assertReady();
    assertThat(drain.isShutdown()).isFalse();
    assertThat(PollProbe.of(sink.finish()).pollUntilIdle().isReady()).isTrue();
    assertThat(drain.isShutdown()).isTrue();
    drain.assertDone();
  }

  @Test
  void failureOfTheWriterIsTheSinks() {
    Sink<ByteBuffer> sink =
        Sink.toWriter(ScriptedIo.script().writeError(new IOException("broken pipe")).build());
    assertThat(PollProbe.of(sink.send(UTF_8.encode("a"))).assertFailed(IOException.class))
        .hasMessage("broken pipe");
    sink.cancel();
  }

  @Test
  void cancelledWriterLeavesTheDrainOpenWhereverItWaited() {
    int points =
        CancelEverywhere.check(
            () ->
                new CancelEverywhere.Scenario() {
                  private final ScriptedIo drain =
                      ScriptedIo.script().write("a").write("b").write("c").build();

                  @Override
                  public Future<?> future() {
                    return Pendings.interleavePending(
                            Streams.of("ab", "c").map(text -> UTF_8.encode(text)))
                        .forward(Sink.toWriter(drain));
                  }

                  @Override
                  public void verify(boolean completed) {
                    assertThat(drain.isShutdown()).isEqualTo(completed);
                    assertThat(drain.isClosed()).isFalse();
                  }
                });
    assertThat(points).isGreaterThan(2);
  }

  // ---- With a runtime

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void acceptedConnectionsComeAsTheyAreMade(boolean multiThread) throws Exception {
    try (WeftRuntime runtime = runtime(multiThread)) {
      TcpListener listener =
          runtime.blockOn(TcpListener.bind(new InetSocketAddress("127.0.0.1", 0)));
      InetSocketAddress address = listener.localAddress();
      Stream<TcpStream> accepted = Streams.accepted(listener);
      for (int i = 0; i < 2; i++) {
        try (TcpStream client = runtime.blockOn(TcpStream.connect(address));
            TcpStream server = runtime.blockOn(accepted.next())) {
          assertThat(server.remoteAddress()).isEqualTo(client.localAddress());
        }
      }
      accepted.cancel();
      assertThat(listener.isOpen()).as("the stream owns it").isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void waitForAConnectionCanBeGivenUpAndTakenUp(boolean multiThread) throws Exception {
    try (WeftRuntime runtime = runtime(multiThread)) {
      TcpListener listener =
          runtime.blockOn(TcpListener.bind(new InetSocketAddress("127.0.0.1", 0)));
      Stream<TcpStream> accepted = Streams.accepted(listener);
      assertThatThrownBy(
              () -> runtime.blockOn(accepted.next().timeout(java.time.Duration.ofMillis(5))))
          .isInstanceOf(java.util.concurrent.TimeoutException.class);
      assertThat(listener.isOpen()).isTrue();
      try (TcpStream client = runtime.blockOn(TcpStream.connect(listener.localAddress()));
          TcpStream server = runtime.blockOn(accepted.next())) {
        assertThat(server.remoteAddress()).isEqualTo(client.localAddress());
      }
      accepted.cancel();
    }
  }

  /** Wherever it stands, straight-line code is unwound when its stream is given up. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void emissionsAreUnwoundAfterEachItem(boolean multiThread) throws Exception {
    try (WeftRuntime runtime = runtime(multiThread)) {
      for (int taken = 0; taken <= 3; taken++) {
        CountDownLatch unwound = new CountDownLatch(1);
        List<Integer> seen = new ArrayList<>();
        Stream<Integer> stream =
            Streams.generate(
                out -> {
                  try {
                    for (int i = 0; i < 3; i++) {
                      out.emit(i);
                    }
                  } finally {
                    unwound.countDown();
                  }
                });
        for (int i = 0; i < taken; i++) {
          seen.add(runtime.blockOn(stream.next()));
        }
        runtime.blockOn(
            cx -> {
              stream.cancel();
              return weft.future.Poll.done();
            });
        assertThat(seen).containsExactlyElementsOf(List.of(0, 1, 2).subList(0, taken));
        if (taken > 0) { // a body that has not started never runs
          assertThat(unwound.await(20, TimeUnit.SECONDS)).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void failureOfTheEmittingCodeComesAfterItsItems(boolean multiThread) throws Exception {
    try (WeftRuntime runtime = runtime(multiThread)) {
      List<Integer> seen = new ArrayList<>();
      Stream<Integer> stream =
          Streams.generate(
              out -> {
                out.emit(1);
                throw new IOException("after one");
              });
      assertThatThrownBy(() -> runtime.blockOn(stream.forEach(seen::add)))
          .isInstanceOf(IOException.class)
          .hasMessage("after one");
      assertThat(seen).containsExactly(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void queueGivesWhatIsPutAndLosesNothingWhenGivenUp(boolean multiThread) throws Exception {
    LinkedBlockingQueue<Integer> queue = new LinkedBlockingQueue<>(List.of(1, 2, 3));
    List<Integer> dropped = java.util.Collections.synchronizedList(new ArrayList<>());
    @Nullable Integer first;
    try (WeftRuntime runtime = runtime(multiThread)) {
      Stream<Integer> stream = Streams.fromBlockingQueue(queue, 2, dropped::add);
      first = runtime.blockOn(stream.next());
      stream.cancel();
    }
    assertThat(first).isEqualTo(1);
    assertThat(dropped).containsExactly(2);
    assertThat(queue).containsExactly(3);
  }

  private static WeftRuntime runtime(boolean multiThread) {
    return multiThread
        ? WeftRuntime.builder().multiThread().workerThreads(2).build()
        : WeftRuntime.currentThread();
  }
}
