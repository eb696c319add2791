package weft.samples.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import weft.codec.Framed;
import weft.codec.FramedHalves;
import weft.codec.LinesCodec;
import weft.future.Future;
import weft.io.Duplex;
import weft.io.DuplexPipe;
import weft.net.TcpListener;
import weft.runtime.Handle;
import weft.samples.RunningSample;
import weft.streams.Streams;
import weft.testkit.TestRuntime;

@Timeout(120)
@ParameterizedClass
@EnumSource
class ReactorServerTest {
  /** The life of one connection. */
  @FunctionalInterface
  private interface Answer {
    Future<?> answer(Duplex connection, Handle handle, UnaryOperator<Flux<String>> pipeline);
  }

  enum Style {
    COMBINATORS(ReactorServer::serve, ReactorServer::answer),
    STRAIGHT(ReactorServerStraight::serve, ReactorServerStraight::answer);

    private final Function<TcpListener, Future<?>> serve;
    private final Answer connection;

    Style(Function<TcpListener, Future<?>> serve, Answer connection) {
      this.serve = serve;
      this.connection = connection;
    }
  }

  @Parameter private Style style;

  /** What JUnit and the JVM may keep meanwhile; a minute of lines would be a hundred times that. */
  private static final long HEAP_NOISE = 1 << 20;

  @Test
  void answersThroughThePipeline() throws Exception {
    try (RunningSample sample = RunningSample.start(style.serve);
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
          style.connection.answer(
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
      long heapBefore = usedHeap();
      long bufferedBefore = usedByBuffers();

      for (int second = 0; second < 60; second++) {
        runtime.advance(Duration.ofSeconds(1));
        runtime.runUntilIdle();
        assertThat(requested).as("sum of request(n)").hasValue(requestedBefore);
        assertThat(written).as("lines on their way").hasValue(writtenBefore);
      }
      assertThat(usedHeap()).as("heap").isLessThan(heapBefore + HEAP_NOISE);
      // What threads of earlier tests had cached may be given back meanwhile.
      assertThat(usedByBuffers()).as("memory of buffers").isLessThanOrEqualTo(bufferedBefore);

      List<String> answers = runtime.run(client.reader().take(20_000).toList());
      assertThat(answers).hasSize(20_000);
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i)).isEqualTo("LINE " + i);
      }
      assertThat(requested.get()).isGreaterThan(requestedBefore);
    }
  }

  /** What is reachable: the least of some looks after a collection. */
  private static long usedHeap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  private static long usedByBuffers() {
    ByteBufAllocatorMetric metric =
        ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
    return metric.usedHeapMemory() + metric.usedDirectMemory();
  }
}
