package weft.samples.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.async.Async.await;

import java.time.Duration;
import weft.Weft;
import weft.codec.Framed;
import weft.codec.LinesCodec;
import weft.net.TcpListener;
import weft.net.TcpStream;
import weft.runtime.Handle;
import weft.sync.CancellationToken;
import weft.sync.Mpsc;
import weft.task.JoinHandle;
import weft.testkit.TestClock;
import weft.testkit.WeftTest;

/** The programs of docs/first-steps.md do what the page says. */
class FirstStepsTest {

  @WeftTest
  void everyProducerIsHeard() throws Exception {
    assertThat(Producers.sum()).isEqualTo(3 * 10 + 5 * (100 + 200 + 300));
  }

  // @start region="page"
  @WeftTest
  void consumerGivesUpOnProducersThatAreSilent(TestClock clock) throws Exception {
    var channel = Mpsc.<Integer>bounded(4);
    await(channel.sender().send(7)); // and then it stays open, and silent
    assertThat(Producers.total(channel.receiver(), Duration.ofHours(1))).isEqualTo(7);
    assertThat(clock.elapsed()).isEqualTo(Duration.ofHours(1)); // in no time
  }

  // @end

  @WeftTest
  void ticksComeBackInPairs(TestClock clock, Handle handle) throws Exception {
    assertThat(await(RoundTrip.pairs(5, Duration.ofMinutes(1), handle)))
        .containsExactly("[tick 0, tick 1]", "[tick 2, tick 3]", "[tick 4]");
    assertThat(clock.elapsed()).isEqualTo(Duration.ofMinutes(4));
  }

  @WeftTest
  void guestsAreAskedToLeaveAndNobodyElseGetsIn() throws Exception {
    CancellationToken stop = CancellationToken.create();
    TcpListener listener = await(TcpListener.bind("127.0.0.1", 0));
    JoinHandle<Void> server =
        Weft.spawn(GracefulServer.serve(listener, stop, Duration.ofSeconds(10)));
    try (var gone = client(listener)) {
      await(gone.send("first"));
      assertThat(await(gone.next())).isEqualTo("FIRST");
    }
    try (var guest = client(listener)) {
      await(guest.send("hello"));
      assertThat(await(guest.next())).isEqualTo("HELLO");
      stop.cancel();
      assertThat(await(guest.next())).isEqualTo("bye");
      assertThat(await(guest.next())).isNull();
    }
    await(server);
    assertThat(listener.isOpen()).isFalse();
  }

  private static Framed<String, String> client(TcpListener listener) throws Exception {
    return Framed.of(await(TcpStream.connect(listener.localAddress())), new LinesCodec());
  }
}
