package weft.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import weft.api.StreamsApi;
import weft.future.Context;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Poll;
import weft.runtime.WeftRuntime;
import weft.streams.Batching;
import weft.streams.BlockingIterator;
import weft.streams.Combining;
import weft.streams.FuturesOrdered;
import weft.streams.Publishers;
import weft.streams.Shared;
import weft.streams.Sharing;
import weft.streams.Sink;
import weft.streams.Stateful;
import weft.streams.Stream;
import weft.streams.Streams;
import weft.streams.Timing;
import weft.testkit.Pendings;
import weft.testkit.SinkScript;
import weft.testkit.StreamProbe;
import weft.testkit.TestRuntime;

/**
 * Whatever holds items lets go of them: Netty's buffers go through everything that buffers, which
 * is given up after each poll in turn, and fails after each item in turn. What came out is released
 * by the test; everything that went in must be released then, and once only.
 */
class BufferReleaseTest {
  private static final int BUFFERS = 5;
  private static final int MOST_POLLS = 200;
  private static final Duration LONG = Duration.ofDays(1);

  /**
   * Something that holds items.
   *
   * @param covers the method of the public interface that makes it
   * @param make makes it around a stream of buffers, with the hook that releases what is dropped
   */
  record Holder(String covers, Make make) {
    @Override
    public String toString() {
      return covers;
    }
  }

  private interface Make {
    Stream<?> around(Stream<ByteBuf> in, Consumer<ByteBuf> hook, HandyServices services);
  }

  private static Holder holder(String covers, Make make) {
    return new Holder(covers, make);
  }

  /** Those that take a hook of their own. */
  static List<Holder> hooked() {
    return List.of(
        holder(
            "Batching.chunks", (in, hook, services) -> in.via(Batching.<ByteBuf>chunks(3, hook))),
        holder(
            "Batching.chunksTimeout",
            (in, hook, services) -> in.via(Batching.<ByteBuf>chunksTimeout(3, LONG, hook))),
        holder(
            "Batching.window",
            (in, hook, services) ->
                in.via(Batching.<ByteBuf>window(2, hook)).flatMap(2, window -> window)),
        holder(
            "Batching.buffer", (in, hook, services) -> in.via(Batching.<ByteBuf>buffer(3, hook))),
        holder("Batching.latest", (in, hook, services) -> in.via(Batching.<ByteBuf>latest(hook))),
        holder(
            "Batching.mapAsync",
            (in, hook, services) ->
                in.via(Batching.<ByteBuf, ByteBuf>mapAsync(3, BufferReleaseTest::slowly, hook))),
        holder(
            "Timing.debounce",
            (in, hook, services) -> in.via(Timing.<ByteBuf>debounce(LONG, hook))),
        holder("Timing.sample", (in, hook, services) -> in.via(Timing.<ByteBuf>sample(LONG, hook))),
        holder(
            "Stateful.groupBy",
            (in, hook, services) ->
                in.via(Stateful.<Integer, ByteBuf>groupBy(b -> b.getByte(0) % 2, 2, 2, hook))
                    .flatMap(2, group -> group)),
        holder(
            "Sharing.runOn",
            (in, hook, services) -> in.via(Sharing.<ByteBuf>runOn(services, 3, hook))),
        holder(
            "Sharing.split",
            (in, hook, services) -> {
              Sharing.Split<ByteBuf> split = Sharing.split(in, b -> b.getByte(0) % 2 == 0, 2, hook);
              return split.matching().merge(split.others());
            }),
        holder(
            "Sharing.share",
            (in, hook, services) -> {
              Shared<ByteBuf> shared = Sharing.share(in, 2, ByteBuf::retainedDuplicate, hook);
              Stream<ByteBuf> left = shared.subscribe();
              Stream<ByteBuf> right = shared.subscribe();
              shared.close();
              return left.merge(right);
            }),
        holder(
            "FuturesOrdered.create",
            (in, hook, services) -> {
              FuturesOrdered<ByteBuf> queue = FuturesOrdered.create(hook);
              return in.concatMap(
                      buffer -> {
                        queue.add(slowly(buffer));
                        return borrowed(queue);
                      })
                  .chain(queue);
            }),
        holder(
            "Streams.fromPublisher",
            (in, hook, services) -> Streams.fromPublisher(in.toPublisher(services), 3, hook)),
        holder(
            "Streams.fromFlowPublisher",
            (in, hook, services) -> Streams.fromFlowPublisher(in.toPublisher(services), 3, hook)));
  }

  /** Those that hand over what they drop to the runtime; the ones above do so without a hook. */
  static List<Holder> plain() {
    List<Holder> plain = new ArrayList<>();
    plain.add(holder("Stream.chunks", (in, hook, services) -> in.chunks(3)));
    plain.add(holder("Batching.chunks", (in, hook, services) -> in.via(Batching.chunks(3))));
    plain.add(
        holder(
            "Batching.chunksTimeout",
            (in, hook, services) -> in.via(Batching.chunksTimeout(3, LONG))));
    plain.add(
        holder(
            "Batching.window",
            (in, hook, services) ->
                in.via(Batching.<ByteBuf>window(2)).flatMap(2, window -> window)));
    plain.add(holder("Batching.buffer", (in, hook, services) -> in.via(Batching.buffer(3))));
    plain.add(holder("Batching.latest", (in, hook, services) -> in.via(Batching.latest())));
    plain.add(
        holder(
            "Batching.conflate",
            (in, hook, services) ->
                in.via(
                    Batching.<ByteBuf>conflate(
                        (before, next) -> {
                          before.release();
                          return next;
                        }))));
    plain.add(holder("Timing.debounce", (in, hook, services) -> in.via(Timing.debounce(LONG))));
    plain.add(holder("Timing.sample", (in, hook, services) -> in.via(Timing.sample(LONG))));
    plain.add(holder("Timing.throttle", (in, hook, services) -> in.via(Timing.throttle(LONG))));
    plain.add(
        holder("Timing.timeoutTotal", (in, hook, services) -> in.via(Timing.timeoutTotal(LONG))));
    plain.add(holder("Stream.timeout", (in, hook, services) -> in.timeout(LONG)));
    plain.add(
        holder(
            "Stateful.groupBy",
            (in, hook, services) ->
                in.via(Stateful.<Integer, ByteBuf>groupBy(b -> b.getByte(0) % 2, 2, 2))
                    .flatMap(2, group -> group)));
    plain.add(
        holder(
            "Sharing.runOn", (in, hook, services) -> in.via(Sharing.<ByteBuf>runOn(services, 3))));
    plain.add(
        holder(
            "Sharing.split",
            (in, hook, services) -> {
              Sharing.Split<ByteBuf> split = Sharing.split(in, b -> b.getByte(0) % 2 == 0, 2);
              return split.matching().merge(split.others());
            }));
    plain.add(
        holder(
            "Sharing.share",
            (in, hook, services) -> {
              Shared<ByteBuf> shared = Sharing.share(in, 2);
              Stream<ByteBuf> one = shared.subscribe();
              shared.close();
              return one;
            }));
    plain.add(
        holder(
            "Stream.mapAsync", (in, hook, services) -> in.mapAsync(3, BufferReleaseTest::slowly)));
    plain.add(
        holder(
            "Stream.mapAsyncUnordered",
            (in, hook, services) -> in.mapAsyncUnordered(3, BufferReleaseTest::slowly)));
    plain.add(
        holder(
            "Stream.flatMap",
            (in, hook, services) -> in.flatMap(3, b -> Streams.fromFuture(slowly(b)))));
    plain.add(
        holder(
            "Stream.concatMap",
            (in, hook, services) -> in.concatMap(b -> Streams.fromFuture(slowly(b)))));
    plain.add(
        holder(
            "Combining.switchMap",
            (in, hook, services) ->
                in.via(Combining.<ByteBuf, ByteBuf>switchMap(b -> Streams.fromFuture(slowly(b))))));
    plain.add(
        holder(
            "Combining.flatten",
            (in, hook, services) ->
                in.map(b -> (Stream<ByteBuf>) Streams.fromFuture(slowly(b)))
                    .via(Combining.<ByteBuf>flatten(2))));
    plain.add(holder("Stream.merge", (in, hook, services) -> in.merge(Streams.empty())));
    plain.add(holder("Stream.chain", (in, hook, services) -> in.chain(Streams.empty())));
    plain.add(
        holder(
            "Combining.interleave",
            (in, hook, services) -> in.via(Combining.interleave(Streams.empty()))));
    plain.add(
        holder(
            "Stream.zip",
            (in, hook, services) ->
                in.zip(Streams.range(0, 3).filter(i -> true), (buffer, i) -> buffer)));
    plain.add(
        holder(
            "Streams.zip",
            (in, hook, services) ->
                Streams.<Object>zip(List.of(in, Pendings.interleavePending(Streams.range(0, 3))))));
    plain.add(
        holder(
            "Combining.combineLatest",
            (in, hook, services) ->
                // Nothing is combined: the other one never gives an item.
                in.via(
                    Combining.<ByteBuf, Integer, ByteBuf>combineLatest(
                        Streams.fromFuture(Futures.pending()), (buffer, i) -> buffer))));
    plain.add(holder("Stream.skip", (in, hook, services) -> in.skip(2)));
    plain.add(holder("Stream.take", (in, hook, services) -> in.take(3)));
    plain.add(holder("Stream.takeUntil", (in, hook, services) -> in.takeUntil(Futures.pending())));
    plain.add(holder("Stream.recover", (in, hook, services) -> in.recover(Streams::failed)));
    plain.add(
        holder(
            "Streams.fromPublisher",
            (in, hook, services) -> Streams.fromPublisher(in.toPublisher(services), 3)));
    plain.add(
        holder(
            "Streams.fromFlowPublisher",
            (in, hook, services) -> Streams.fromFlowPublisher(in.toPublisher(services), 3)));
    plain.add(
        holder(
            "Streams.fromPublisher",
            (in, hook, services) -> Streams.fromPublisher(Flux.from(in.toPublisher(services)), 3)));
    plain.add(
        holder(
            "Publishers.processor",
            (in, hook, services) -> {
              var processor = Publishers.<ByteBuf, ByteBuf>processor(stream -> stream, services, 2);
              in.toPublisher(services)
                  .subscribe((org.reactivestreams.Subscriber<ByteBuf>) processor);
              return Streams.fromPublisher(processor, 2);
            }));
    plain.add(holder("Stream.toList", (in, hook, services) -> Streams.fromFuture(in.toList())));
    plain.add(holder("Stream.last", (in, hook, services) -> Streams.fromFuture(in.last())));
    plain.add(holder("Stream.first", (in, hook, services) -> Streams.fromFuture(in.first())));
    plain.add(holder("Stream.count", (in, hook, services) -> Streams.fromFuture(in.count())));
    plain.add(
        holder(
            "Stream.reduce",
            (in, hook, services) ->
                Streams.fromFuture(
                    in.reduce(
                        (before, next) -> {
                          before.release();
                          return next;
                        }))));
    plain.add(
        holder(
            "Stream.forward",
            (in, hook, services) ->
                Streams.fromFuture(in.forward(releasing(slowSink())).map(done -> 0))));
    plain.add(
        holder(
            "Sink.sendAll",
            (in, hook, services) ->
                Streams.fromFuture(releasing(slowSink()).sendAll(in).map(done -> 0))));
    return plain;
  }

  @ParameterizedTest
  @MethodSource("hooked")
  void hookReleasesWhatIsDropped(Holder holder) throws Exception {
    everywhere(holder, true);
  }

  @ParameterizedTest
  @MethodSource("plain")
  void runtimeReleasesWhatIsDropped(Holder holder) throws Exception {
    everywhere(holder, false);
  }

  private static void everywhere(Holder holder, boolean hooked) throws Exception {
    int points = 0;
    for (int failAfter = 0; failAfter <= BUFFERS + 1; failAfter++) { // the last one does not fail
      for (int polls = 0; ; polls++) {
        assertThat(polls).as("polls of " + holder).isLessThan(MOST_POLLS);
        points++;
        if (new Play(holder, hooked, failAfter).givenUpAfter(polls)) {
          break; // it had ended before
        }
      }
    }
    assertThat(points).isGreaterThan(BUFFERS);
  }

  /** One run, given up at one point. */
  private static final class Play {
    private final List<ByteBuf> all = new ArrayList<>();
    private final HandyServices services = HandyServices.paused();
    private final String name;
    private final StreamProbe<?> probe;
    private boolean finished;

    Play(Holder holder, boolean hooked, int failAfter) {
      this.name = holder + (failAfter > BUFFERS ? "" : ", failing after " + failAfter);
      Stream<ByteBuf> source =
          Pendings.interleavePending(
              Streams.iterate(0, i -> i + 1)
                  .take(Math.min(failAfter, BUFFERS))
                  .map(this::buffer)
                  .chain(
                      failAfter > BUFFERS
                          ? Streams.empty()
                          : Streams.failed(new IOException("broken"))));
      Consumer<ByteBuf> hook =
          hooked ? ByteBuf::release : buffer -> assertThat(buffer).as("no hook was given").isNull();
      this.probe = StreamProbe.of(holder.make().around(source, hook, services), services);
    }

    private ByteBuf buffer(int i) {
      ByteBuf buffer = Unpooled.buffer(1).writeByte(i);
      all.add(buffer);
      return buffer;
    }

    /** Whether it had ended, or failed, before it was to be given up. */
    boolean givenUpAfter(int polls) throws Exception {
      for (int i = 0; i < polls && !finished; i++) {
        poll();
      }
      probe.cancel();
      Object undelivered;
      while ((undelivered = services.takeUndelivered()) != null) {
        releaseAll(undelivered);
      }
      assertThat(all)
          .as("%s, given up after %d polls", name, polls)
          .allSatisfy(buffer -> assertThat(buffer.refCnt()).isZero());
      return finished;
    }

    private void poll() throws Exception {
      try {
        Poll<?> poll = probe.poll();
        if (poll.isReady()) {
          releaseAll(poll.get());
        } else if (!probe.isWoken()) {
          finished = true; // waits for ever, as nobody gives the other side of a pair
        }
        finished |= probe.isFinished();
      } catch (IOException expected) {
        finished = true;
      }
    }
  }

  /** Everything in the interface that takes a hook is in the table above. */
  @Test
  void everyHookIsInTheTable() {
    Set<String> exposed =
        StreamsApi.classes().stream()
            .flatMap(type -> StreamsApi.methods(type).stream())
            .filter(
                method -> {
                  Class<?>[] types = method.getParameterTypes();
                  return types.length > 0
                      && types[types.length - 1] == Consumer.class
                      && !NO_HOOKS.contains(StreamsApi.name(method));
                })
            .map(StreamsApi::name)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> covered = hooked().stream().map(Holder::covers).collect(Collectors.toSet());
    covered.addAll(
        Set.of(
            "Sink.buffer",
            "Sink.toSubscriber",
            "Streams.fromBlockingQueue",
            "Publishers.blockingIterator")); // tests of their own below
    assertThat(covered).containsExactlyInAnyOrderElementsOf(exposed);
  }

  /** Consumers that see items which go on. */
  private static final Set<String> NO_HOOKS = Set.of("Stream.peek", "Stream.forEach");

  // ---- Those that are no streams.

  @Test
  void bufferedSinkReleasesWhatItHolds() throws Exception {
    for (int fed = 0; fed <= 2; fed++) {
      List<ByteBuf> all = new ArrayList<>();
      Sink<ByteBuf> never =
          new Sink<>() {
            @Override
            public Poll<Void> pollReady(Context cx) {
              return Poll.pending();
            }

            @Override
            public void startSend(ByteBuf item) {
              throw new AssertionError("there is no room");
            }

            @Override
            public Poll<Void> pollFlush(Context cx) {
              return Poll.pending();
            }

            @Override
            public Poll<Void> pollFinish(Context cx) {
              return Poll.pending();
            }
          };
      Sink<ByteBuf> sink = never.buffer(2, ByteBuf::release);
      for (int i = 0; i < fed; i++) {
        ByteBuf buffer = Unpooled.buffer(1);
        all.add(buffer);
        weft.testkit.PollProbe.of(sink.feed(buffer)).assertReady();
      }
      sink.cancel();
      assertThat(all).hasSize(fed).allSatisfy(buffer -> assertThat(buffer.refCnt()).isZero());
    }
  }

  @Test
  void subscriberOfASinkReleasesWhatItHolds() {
    for (int sent = 0; sent <= 3; sent++) {
      List<ByteBuf> all = new ArrayList<>();
      SinkScript<ByteBuf> broken =
          SinkScript.<ByteBuf>builder().fail(new IOException("broken")).build();
      var subscriber = broken.toSubscriber(HandyServices.paused(), 3, ByteBuf::release);
      int[] asked = {0};
      subscriber.onSubscribe(
          new org.reactivestreams.Subscription() {
            @Override
            public void request(long count) {
              asked[0] += (int) count;
            }

            @Override
            public void cancel() {}
          });
      assertThat(asked[0]).isEqualTo(3);
      for (int i = 0; i < sent; i++) {
        ByteBuf buffer = Unpooled.buffer(1);
        all.add(buffer);
        subscriber.onNext(buffer);
      }
      // The first one was taken out for the sink, which has failed: the runtime has that.
      assertThat(all.stream().skip(1)).allSatisfy(b -> assertThat(b.refCnt()).isZero());
    }
  }

  @Test
  void blockingIteratorReleasesTheItemThatItHasFetched() {
    ByteBuf fetched = Unpooled.buffer(1);
    try (WeftRuntime runtime = WeftRuntime.currentThread()) {
      try (BlockingIterator<ByteBuf> iterator =
          Publishers.blockingIterator(
              Streams.of(fetched), runtime.handle(), (ByteBuf buffer) -> buffer.release())) {
        assertThat(iterator.hasNext()).isTrue();
        assertThat(fetched.refCnt()).isEqualTo(1);
      }
    }
    assertThat(fetched.refCnt()).isZero();
  }

  @Test
  void blockingQueueReleasesTheRestOfItsBatch() throws Exception {
    List<ByteBuf> all = List.of(Unpooled.buffer(1), Unpooled.buffer(1), Unpooled.buffer(1));
    try (TestRuntime runtime = TestRuntime.builder().multiThread(1).paused(false).build()) {
      Stream<ByteBuf> stream =
          Streams.fromBlockingQueue(new LinkedBlockingQueue<>(all), 8, ByteBuf::release);
      ByteBuf first = runtime.run(stream.next());
      assertThat(first).isSameAs(all.get(0));
      first.release();
      stream.cancel();
    }
    assertThat(all).allSatisfy(buffer -> assertThat(buffer.refCnt()).isZero());
  }

  // ---- Small helps.

  private static void releaseAll(@Nullable Object value) {
    if (value instanceof Iterable<?> several && !(value instanceof ByteBuf)) {
      several.forEach(BufferReleaseTest::releaseAll);
    } else if (value != null) {
      ReferenceCountUtil.release(value);
    }
  }

  /** Ready with the buffer after a poll or two; releases it when it is cancelled before. */
  private static Future<ByteBuf> slowly(ByteBuf buffer) {
    boolean[] given = {false};
    int[] pending = {buffer.getByte(0) % 2 == 0 ? 2 : 0};
    return new Future<>() {
      @Override
      public Poll<ByteBuf> poll(Context cx) {
        if (pending[0]-- > 0) {
          cx.waker().wake();
          return Poll.pending();
        }
        given[0] = true;
        return Poll.ready(buffer);
      }

      @Override
      public void cancel() {
        if (!given[0]) {
          given[0] = true;
          buffer.release();
        }
      }
    };
  }

  /** What there is at once of a queue that goes on to be used. */
  private static Stream<ByteBuf> borrowed(FuturesOrdered<ByteBuf> queue) {
    return Streams.fromFuture(cx -> queue.size() < 3 ? Poll.end() : queue.pollNext(cx));
  }

  private static SinkScript<ByteBuf> slowSink() {
    return SinkScript.<ByteBuf>builder().pending().room(1).pending().pending().room(1).build();
  }

  /** Releases what has arrived. */
  private static Sink<ByteBuf> releasing(SinkScript<ByteBuf> script) {
    return script.contramap(
        (ByteBuf buffer) -> {
          buffer.release();
          return buffer;
        });
  }
}
