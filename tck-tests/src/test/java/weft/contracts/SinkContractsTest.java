package weft.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import weft.api.StreamsApi;
import weft.future.Context;
import weft.io.AsyncWrite;
import weft.io.IoResult;
import weft.streams.CollectingSink;
import weft.streams.Sink;
import weft.sync.Broadcast;
import weft.sync.Mpsc;
import weft.sync.TryReceive;
import weft.testkit.Pendings;
import weft.testkit.SinkContract;
import weft.testkit.SinkScript;

/** Our own sinks keep the contract that users' sinks are held to: every factory and operator. */
class SinkContractsTest {
  private static final List<String> ITEMS = List.of("a", "b", "c");

  /**
   * A sink that is put under the contract.
   *
   * @param covers the method of the public interface that makes it
   * @param make makes a fresh one
   */
  record Row(String covers, Supplier<SinkContract.Subject<String>> make) {
    @Override
    public String toString() {
      return covers;
    }
  }

  @Nested
  @ParameterizedClass
  @MethodSource("weft.contracts.SinkContractsTest#rows")
  class EverySink extends SinkContract<String> {
    @Parameter Row row;

    @Override
    protected Subject<String> subject() {
      return row.make().get();
    }

    @Override
    protected List<String> items() {
      return ITEMS;
    }
  }

  static List<Row> rows() {
    return List.of(
        new Row("a script", () -> over(slow(), script -> script)),
        new Row(
            "Sink.collecting()",
            () -> {
              CollectingSink<String> sink = Sink.collecting();
              return new SinkContract.Subject<>(sink, sink::items);
            }),
        new Row("Sink.buffer(int)", () -> over(slow(), script -> script.buffer(2))),
        new Row(
            "Sink.buffer(int, Consumer)",
            () -> over(slow(), script -> script.buffer(2, item -> {}))),
        new Row(
            "Sink.contramap(ThrowingFunction)",
            () -> over(slow(), script -> script.contramap((String item) -> item))),
        new Row(
            "Sink.with(ThrowingFunction)",
            () -> over(slow(), script -> script.with((String item) -> Pendings.pendingOnce(item)))),
        new Row(
            "Sink.fanout(Sink)",
            () -> {
              SinkScript<String> left = slow();
              SinkScript<String> right = SinkScript.<String>builder().room(1).pending().build();
              return new SinkContract.Subject<>(
                  left.fanout(right),
                  () -> {
                    assertThat(right.items()).isEqualTo(left.items());
                    return left.items();
                  });
            }),
        new Row(
            "Sink.fanout(Sink, ThrowingFunction)",
            () -> {
              SinkScript<String> left = slow();
              SinkScript<String> right = SinkScript.<String>builder().room(1).pending().build();
              return new SinkContract.Subject<>(
                  left.fanout(right, item -> "copy of " + item),
                  () -> {
                    assertThat(right.items())
                        .isEqualTo(left.items().stream().map(item -> "copy of " + item).toList());
                    return left.items();
                  });
            }),
        new Row(
            "Sink.toSender(Sender)",
            () -> {
              Mpsc<String> channel = Mpsc.bounded(3);
              return new SinkContract.Subject<>(
                  Sink.toSender(channel.sender()), () -> received(channel.receiver()));
            }),
        new Row(
            "Sink.toSender(Sender)",
            () -> {
              Broadcast.Sender<String> sender = Broadcast.bounded(4);
              Broadcast.Receiver<String> receiver = sender.subscribe();
              return new SinkContract.Subject<>(Sink.toSender(sender), () -> received(receiver));
            }),
        new Row(
            "Sink.toWriter(AsyncWrite)",
            () -> {
              SlowDrain drain = new SlowDrain();
              return new SinkContract.Subject<>(
                  Sink.toWriter(drain).contramap(StandardCharsets.UTF_8::encode),
                  () -> drain.written.toString().chars().mapToObj(Character::toString).toList());
            }),
        new Row(
            "Sink.fromSubscriber(Subscriber)",
            () -> {
              OneByOne subscriber = new OneByOne();
              return new SinkContract.Subject<>(
                  Sink.fromSubscriber(subscriber), () -> List.copyOf(subscriber.items));
            }),
        new Row(
            "Sink.fromFlowSubscriber(Subscriber)",
            () -> {
              OneByOne subscriber = new OneByOne();
              Flow.Subscriber<String> flow = FlowAdapters.toFlowSubscriber(subscriber);
              return new SinkContract.Subject<>(
                  Sink.fromFlowSubscriber(flow), () -> List.copyOf(subscriber.items));
            }));
  }

  /** Whoever adds a sink adds a row. */
  @Test
  void everySinkIsInTheTable() {
    Set<String> exposed =
        StreamsApi.classes().stream()
            .flatMap(type -> StreamsApi.methods(type).stream())
            .filter(method -> Sink.class.isAssignableFrom(method.getReturnType()))
            .map(StreamsApi::signature)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> covered = rows().stream().map(Row::covers).collect(Collectors.toSet());
    covered.remove("a script");
    assertThat(covered).containsExactlyInAnyOrderElementsOf(exposed);
  }

  private static SinkScript<String> slow() {
    return SinkScript.<String>builder().pending().pending().room(1).pending().build();
  }

  private interface Around {
    Sink<String> put(SinkScript<String> script);
  }

  private static SinkContract.Subject<String> over(SinkScript<String> script, Around around) {
    return new SinkContract.Subject<>(around.put(script), script::items);
  }

  private static List<String> received(Mpsc.Receiver<String> receiver) {
    List<String> received = new ArrayList<>();
    while (receiver.tryReceive() instanceof TryReceive.Received<String> item) {
      received.add(item.value());
    }
    return received;
  }

  private static List<String> received(Broadcast.Receiver<String> receiver) {
    List<String> received = new ArrayList<>();
    while (receiver.tryReceive() instanceof TryReceive.Received<String> item) {
      received.add(item.value());
    }
    return received;
  }

  /** Takes one byte at a time, and is pending before each. */
  private static final class SlowDrain implements AsyncWrite {
    final StringBuilder written = new StringBuilder();
    private boolean turn;

    @Override
    public int pollWrite(Context cx, ByteBuffer src) {
      turn = !turn;
      if (turn) {
        cx.waker().wake();
        return IoResult.PENDING;
      }
      written.append((char) src.get());
      return 1;
    }

    @Override
    public int pollFlush(Context cx) {
      return 0;
    }

    @Override
    public int pollShutdown(Context cx) {
      return 0;
    }
  }

  /** Asks for one item after the other. */
  private static final class OneByOne implements Subscriber<String> {
    final List<String> items = new ArrayList<>();
    private Subscription subscription;

    @Override
    public void onSubscribe(Subscription given) {
      subscription = given;
      given.request(1);
    }

    @Override
    public void onNext(String item) {
      items.add(item);
      subscription.request(1);
    }

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onComplete() {}
  }
}
