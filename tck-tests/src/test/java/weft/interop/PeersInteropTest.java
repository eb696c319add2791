package weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import weft.streams.BlockingIterator;
import weft.streams.Publishers;
import weft.streams.Stream;
import weft.streams.Streams;

@ParameterizedClass
@EnumSource
class PeersInteropTest {
  private final RunningRuntime runtime;
  private @Nullable HttpClient client;

  PeersInteropTest(RunningRuntime.Kind kind) {
    runtime = RunningRuntime.start(kind);
  }

  @BeforeAll
  static void startThreadsOfRxJava() {
    Schedulers.start();
  }

  /** Its thread ends when it is closed, and before JDK 21 when it was forgotten. */
  @AfterEach
  void endHttpClient() throws Exception {
    if (client instanceof AutoCloseable closeable) {
      closeable.close();
    }
    client = null;
    long start = System.nanoTime();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      while (thread.getName().startsWith("HttpClient-") && thread.isAlive()) {
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(20));
        System.gc();
        thread.join(100);
      }
    }
  }

  /** They would stay as long as the JVM. */
  @AfterAll
  static void endThreadsOfRxJava() {
    Schedulers.shutdown();
  }

  @AfterEach
  void stop() throws Exception {
    runtime.close();
  }

  // ---- RxJava

  @Test
  void flowableFromAStreamWithBackpressure() {
    Flowable.fromPublisher(Streams.range(0, 50_000).toPublisher(runtime.handle()))
        .observeOn(Schedulers.computation(), false, 16)
        .map(i -> i + 1)
        .test()
        .awaitDone(20, TimeUnit.SECONDS)
        .assertComplete()
        .assertValueCount(50_000)
        .assertValueAt(49_999, 50_000);
  }

  @Test
  void testSubscriberAsksStepByStep() {
    var subscriber =
        Flowable.fromPublisher(Streams.range(0, 10).toPublisher(runtime.handle())).test(0);
    subscriber.request(3);
    subscriber.awaitCount(3).assertValues(0, 1, 2).assertNotComplete();
    subscriber.cancel();
  }

  @Test
  void streamFromAFlowable() throws Exception {
    Flowable<Integer> flowable = Flowable.range(0, 10_000).subscribeOn(Schedulers.io());
    assertThat(runtime.get(Streams.fromPublisher(flowable, 8).count())).isEqualTo(10_000);
  }

  @Test
  void singleAsAFuture() throws Exception {
    assertThat(runtime.get(Publishers.first(Single.just("s").toFlowable()))).isEqualTo("s");
  }

  // ---- Mutiny, which speaks Flow

  @Test
  void multiFromAStreamAndBack() throws Exception {
    Flow.Publisher<Integer> publisher = Streams.range(0, 1_000).toPublisher(runtime.handle());
    Multi<Integer> multi = Multi.createFrom().publisher(publisher).map(i -> i * 2);
    Stream<Integer> back = Streams.fromFlowPublisher(multi, 16);
    assertThat(runtime.get(back.fold(0, Integer::sum))).isEqualTo(999_000);
  }

  @Test
  void uniFromAFutureAndBack() throws Exception {
    Flow.Publisher<String> one =
        Publishers.fromFuture(weft.future.Futures.ready("u"), runtime.handle());
    Uni<String> uni = Uni.createFrom().publisher(one);
    assertThat(uni.await().atMost(Duration.ofSeconds(20))).isEqualTo("u");
    assertThat(runtime.get(Publishers.firstOfFlow(Uni.createFrom().item("v").toMulti())))
        .isEqualTo("v");
  }

  // ---- The JDK

  @Test
  void submissionPublisherAsAStream() throws Exception {
    try (SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>()) {
      var items = runtime.handle().spawn(Streams.<Integer>fromFlowPublisher(publisher, 4).toList());
      while (publisher.getNumberOfSubscribers() == 0) {
        Thread.onSpinWait();
      }
      for (int i = 0; i < 1_000; i++) {
        publisher.submit(i);
      }
      publisher.close();
      assertThat(items.blockingJoin(Duration.ofSeconds(20))).hasSize(1_000).isSorted();
    }
  }

  @Test
  void bodiesOfTheHttpClientBothWays() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/upper",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          byte[] answer = body.toUpperCase(java.util.Locale.ROOT).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, 0);
          try (var out = exchange.getResponseBody()) {
            out.write(answer);
          }
        });
    server.start();
    try {
      Stream<ByteBuffer> chunks =
          Streams.range(0, 500)
              .map(i -> ByteBuffer.wrap(("line " + i + "\n").getBytes(StandardCharsets.UTF_8)));
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create("http://localhost:" + server.getAddress().getPort() + "/upper"))
              .POST(HttpRequest.BodyPublishers.fromPublisher(chunks.toPublisher(runtime.handle())))
              .build();
      client = HttpClient.newHttpClient();
      HttpResponse<Flow.Publisher<List<ByteBuffer>>> response =
          client.send(request, HttpResponse.BodyHandlers.ofPublisher());
      Stream<ByteBuffer> body =
          Streams.<List<ByteBuffer>>fromFlowPublisher(response.body(), 2)
              .concatMap(Streams::fromIterable);
      String text =
          runtime.get(
              body.fold(
                      new StringBuilder(),
                      (all, bytes) -> all.append(StandardCharsets.UTF_8.decode(bytes)))
                  .map(StringBuilder::toString));
      assertThat(text.lines()).hasSize(500).contains("LINE 0", "LINE 499");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void completionStageAsAStream() throws Exception {
    CompletableFuture<String> stage = new CompletableFuture<>();
    var task = runtime.handle().spawn(Streams.fromCompletionStage(stage).toList());
    stage.complete("done");
    assertThat(task.blockingJoin(Duration.ofSeconds(20))).containsExactly("done");
  }

  @Test
  void blockingIteratorForPlainThreads() {
    List<Integer> seen = new ArrayList<>();
    try (BlockingIterator<Integer> iterator =
        Publishers.blockingIterator(Streams.range(0, 3), runtime.handle())) {
      iterator.forEachRemaining(seen::add);
    }
    assertThat(seen).containsExactly(0, 1, 2);
  }

  @Test
  void blockingQueueAsAStream() throws Exception {
    LinkedBlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
    var task =
        runtime.handle().spawn(Streams.<Integer>fromBlockingQueue(queue, 8).take(100).toList());
    for (int i = 0; i < 100; i++) {
      queue.add(i);
    }
    assertThat(task.blockingJoin(Duration.ofSeconds(20))).hasSize(100).isSorted();
  }

  @Test
  void straightLineCodeAsAStream() throws Exception {
    Stream<Integer> stream =
        Streams.generate(
            out -> {
              for (int i = 0; i < 5; i++) {
                out.emit(i);
              }
            });
    assertThat(runtime.get(stream.map(i -> i * i).toList())).containsExactly(0, 1, 4, 9, 16);
  }

  @Test
  void straightLineCodeIsUnwoundWhenItsStreamIsCancelled() throws Exception {
    CompletableFuture<Boolean> unwound = new CompletableFuture<>();
    Stream<Integer> stream =
        Streams.generate(
            out -> {
              try {
                for (int i = 0; ; i++) {
                  out.emit(i);
                }
              } finally {
                unwound.complete(true);
              }
            });
    assertThat(runtime.get(stream.take(3).toList())).containsExactly(0, 1, 2);
    assertThat(unwound.get(20, TimeUnit.SECONDS)).isTrue();
  }
}
