package weft.samples.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanStream;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.reactive.RedisReactiveCommands;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import weft.runtime.WeftRuntime;
import weft.streams.Publishers;
import weft.streams.Stream;
import weft.streams.Streams;

/** Lettuce's reactive API read as streams: of our sample server, and of Redis itself. */
@Timeout(120)
class LettuceStreamTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private final WeftRuntime runtime = WeftRuntime.builder().workerThreads(2).build();

  @AfterEach
  void stop() {
    runtime.close();
  }

  @Test
  void sampleServer() throws Exception {
    try (RunningServer server = RunningServer.start()) {
      reads(server.address());
    }
  }

  @Test
  void redisItself(@TempDir Path directory) throws Exception {
    try (ReferenceServer server = ReferenceServer.start(directory)) {
      reads(server.address());
    }
  }

  private void reads(InetSocketAddress address) throws Exception {
    RedisURI uri =
        RedisURI.builder()
            .withHost("127.0.0.1")
            .withPort(address.getPort())
            .withTimeout(LONG)
            .build();
    try (LettuceClient client = new LettuceClient(uri);
        StatefulRedisConnection<String, String> connection = client.get().connect();
        StatefulRedisPubSubConnection<String, String> listening = client.get().connectPubSub()) {
      RedisReactiveCommands<String, String> redis = connection.reactive();

      // Each item a command, sixteen at a time; a Mono is a future.
      List<String> answers =
          runtime.blockOn(
              Streams.range(0, 200)
                  .mapAsync(16, i -> Publishers.first(redis.set("key:" + i, "value:" + i)))
                  .toList());
      assertThat(answers).hasSize(200).containsOnly("OK");

      // A Flux that asks the server for more as it is read.
      Stream<String> keys = Streams.fromPublisher(ScanStream.scan(redis), 8);
      assertThat(runtime.blockOn(keys.toList())).hasSize(200).doesNotHaveDuplicates();

      String[] all = IntStream.range(0, 200).mapToObj(i -> "key:" + i).toArray(String[]::new);
      Stream<String> values =
          Streams.fromPublisher(redis.mget(all), 4).map(entry -> entry.getValue());
      assertThat(runtime.blockOn(values.take(3).toList()))
          .containsExactly("value:0", "value:1", "value:2");

      // Messages as they come.
      var heard =
          runtime.spawn(
              Streams.fromPublisher(listening.reactive().observeChannels(), 8)
                  .map(message -> message.getMessage())
                  .take(3)
                  .toList());
      runtime.blockOn(Publishers.first(listening.reactive().subscribe("news")));
      // Messages from before the stream has subscribed are nobody's: so talk until it has heard.
      while (!heard.isFinished()) {
        runtime.blockOn(Publishers.first(redis.publish("news", "again")));
      }
      assertThat(heard.blockingJoin(LONG)).containsExactly("again", "again", "again");
    }
  }
}
