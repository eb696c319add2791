package weft.samples.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import weft.codec.Framed;
import weft.codec.FramedHalves;
import weft.codec.LinesCodec;
import weft.io.DuplexPipe;
import weft.samples.RunningSample;
import weft.streams.Streams;
import weft.testkit.TestRuntime;

class ReactorServerTest {

  @Test
  void answersThroughThePipeline() throws Exception {
    try (RunningSample sample = RunningSample.start(ReactorServer::serve);
        Socket socket = sample.connect()) {
      socket.getOutputStream().write("one\n\ntwo\n".getBytes(StandardCharsets.UTF_8));
      BufferedReader answers =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      assertThat(answers.readLine()).isEqualTo("ONE");
      assertThat(answers.readLine()).isEqualTo("TWO");
    }
  }

  /** A client that writes without end and reads nothing for a minute stops everything behind it. */
  @Test
  void clientThatDoesNotReadStopsThePipelineAndItself() throws Exception {
    AtomicLong requested = new AtomicLong();
    AtomicLong written = new AtomicLong();
    try (TestRuntime runtime = TestRuntime.create()) {
      DuplexPipe.Pair ends = DuplexPipe.pair(1_024);
      runtime.spawn(
          ReactorServer.answer(
              ends.left(),
              runtime.handle(),
              flux ->
                  flux.doOnRequest(requested::addAndGet)
                      .map(line -> line.toUpperCase(Locale.ROOT))));
      FramedHalves<String, String> client = Framed.of(ends.right(), new LinesCodec()).split();
      runtime.spawn(
          Streams.iterate(0, i -> i + 1)
              .peek(i -> written.incrementAndGet())
              .map(i -> "line " + i)
              .forward(client.writer())
              .recover(failure -> null));
      runtime.runUntilIdle();
      long requestedBefore = requested.get();
      long writtenBefore = written.get();
      assertThat(requestedBefore).isPositive();
      assertThat(writtenBefore).as("what the buffers on the way hold").isBetween(10L, 10_000L);

      for (int second = 0; second < 60; second++) {
        runtime.advance(Duration.ofSeconds(1));
        runtime.runUntilIdle();
        assertThat(requested).as("sum of request(n)").hasValue(requestedBefore);
        assertThat(written).as("lines in the heap").hasValue(writtenBefore);
      }

      List<String> answers = runtime.run(client.reader().take(20_000).toList());
      assertThat(answers).hasSize(20_000);
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i)).isEqualTo("LINE " + i);
      }
      assertThat(requested.get()).isGreaterThan(requestedBefore);
    }
  }
}
