package weft.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.future.Future;
import weft.future.Futures;
import weft.sync.ClosedException;
import weft.sync.Mpsc;

/** A transfer whose stream has no items for a while, and whoever is at the end of its sink. */
class ForwardTest {
  private final Hand hand = new Hand();

  static Stream<Function<Sink<Integer>, Sink<Integer>>> wrappings() {
    return Stream.of(
        sink -> sink,
        sink -> sink.contramap(item -> item),
        sink -> sink.with(item -> Futures.ready(item)),
        sink -> sink.buffer(3),
        sink -> sink.fanout(Sink.collecting()),
        sink -> Sink.<Integer>collecting().fanout(sink));
  }

  @ParameterizedTest
  @MethodSource("wrappings")
  void subscriberIsSubscribedAtOnceAndItsCancelEndsATransferThatIsIdle(
      Function<Sink<Integer>, Sink<Integer>> wrapping) throws Exception {
    Recorder<Integer> recorder = new Recorder<>();
    Script<Integer> idle = new Script<Integer>().block();
    Future<@Nullable Void> transfer = idle.forward(wrapping.apply(Sink.fromSubscriber(recorder)));
    assertThat(hand.poll(transfer).isPending()).isTrue();
    assertThat(recorder.subscription).isNotNull();
    recorder.subscription().request(5);
    assertThat(hand.poll(transfer).isPending()).isTrue();

    int wakes = hand.wakes.get();
    recorder.subscription().cancel();
    assertThat(hand.wakes.get()).isGreaterThan(wakes);
    assertThatThrownBy(() -> hand.run(transfer)).isInstanceOf(CancellationException.class);
    assertThat(idle.cancels).isEqualTo(1);
    assertThat(recorder.signals).isEmpty();
  }

  @Test
  void badRequestEndsATransferThatIsIdle() throws Exception {
    Recorder<Integer> recorder = new Recorder<>();
    Script<Integer> idle = new Script<Integer>().block();
    Future<@Nullable Void> transfer = idle.forward(Sink.fromSubscriber(recorder));
    assertThat(hand.poll(transfer).isPending()).isTrue();
    recorder.subscription().request(0);
    assertThatThrownBy(() -> hand.run(transfer)).isInstanceOf(IllegalArgumentException.class);
    assertThat(recorder.signals).singleElement().isInstanceOf(IllegalArgumentException.class);
    assertThat(idle.cancels).isEqualTo(1);
  }

  @Test
  void receiverThatGoesEndsATransferThatIsIdle() throws Exception {
    var channel = Mpsc.<Integer>bounded(4);
    Script<Integer> idle = new Script<Integer>().block();
    Future<@Nullable Void> transfer = idle.forward(Sink.toSender(channel.sender()));
    assertThat(hand.poll(transfer).isPending()).isTrue();
    int wakes = hand.wakes.get();
    channel.receiver().close();
    assertThat(hand.wakes.get()).isGreaterThan(wakes);
    assertThatThrownBy(() -> hand.run(transfer)).isInstanceOf(ClosedException.class);
    assertThat(idle.cancels).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("wrappings")
  void transferThatIsGivenUpWhileIdleTellsTheSubscriberAndIsWokenNoMore(
      Function<Sink<Integer>, Sink<Integer>> wrapping) throws Exception {
    Recorder<Integer> recorder = new Recorder<>();
    Script<Integer> idle = new Script<Integer>().block();
    Future<@Nullable Void> transfer = idle.forward(wrapping.apply(Sink.fromSubscriber(recorder)));
    assertThat(hand.poll(transfer).isPending()).isTrue();
    transfer.cancel();
    assertThat(idle.cancels).isEqualTo(1);
    assertThat(recorder.signals).singleElement().isInstanceOf(CancellationException.class);
    int wakes = hand.wakes.get();
    recorder.subscription().request(1);
    recorder.subscription().cancel();
    assertThat(hand.wakes.get()).isEqualTo(wakes);
  }

  @Test
  void transferIntoAChannelThatIsGivenUpWhileIdleClosesItAndIsWokenNoMore() throws Exception {
    var channel = Mpsc.<Integer>bounded(4);
    Script<Integer> idle = new Script<Integer>().block();
    Future<@Nullable Void> transfer = idle.forward(Sink.toSender(channel.sender()));
    assertThat(hand.poll(transfer).isPending()).isTrue();
    transfer.cancel();
    assertThat(idle.cancels).isEqualTo(1);
    int wakes = hand.wakes.get();
    assertThat(hand.run(channel.receiver().receive())).as("the end").isNull();
    channel.receiver().close();
    assertThat(hand.wakes.get()).isEqualTo(wakes);
  }
}
