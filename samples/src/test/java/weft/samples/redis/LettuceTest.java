package weft.samples.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client library that many programs use: it asks for version 3 first, and takes 2. */
@Timeout(120)
class LettuceTest {
  private static LettuceClient clientOf(RunningServer server) {
    return new LettuceClient(
        RedisURI.builder()
            .withHost("127.0.0.1")
            .withPort(server.address().getPort())
            .withTimeout(Duration.ofSeconds(20))
            .withClientName("lettuce-test")
            .build());
  }

  @Test
  void commands() throws Exception {
    try (RunningServer server = RunningServer.start();
        LettuceClient client = clientOf(server);
        StatefulRedisConnection<String, String> connection = client.get().connect()) {
      RedisCommands<String, String> redis = connection.sync();
      assertThat(redis.set("k", "v", SetArgs.Builder.nx().ex(100))).isEqualTo("OK");
      assertThat(redis.get("k")).isEqualTo("v");
      assertThat(redis.ttl("k")).isBetween(60L, 100L);
      assertThat(redis.hset("h", Map.of("a", "1", "b", "2"))).isEqualTo(2);
      assertThat(redis.hgetall("h")).isEqualTo(Map.of("a", "1", "b", "2"));
      assertThat(redis.zadd("z", 1.5, "m")).isEqualTo(1);
      assertThat(redis.zpopmin("z").getScore()).isEqualTo(1.5);
      assertThat(redis.rpush("l", "x", "y")).isEqualTo(2);
      assertThat(redis.lrange("l", 0, -1)).isEqualTo(List.of("x", "y"));
      assertThat(redis.clientGetname()).isEqualTo("lettuce-test");
      int scanned = 0;
      for (ScanIterator<String> keys = ScanIterator.scan(redis); keys.hasNext(); keys.next()) {
        scanned++;
      }
      assertThat(scanned).isEqualTo(3);
    }
  }

  @Test
  void publishAndSubscribe() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    try (RunningServer server = RunningServer.start();
        LettuceClient client = clientOf(server);
        StatefulRedisPubSubConnection<String, String> listening = client.get().connectPubSub();
        StatefulRedisConnection<String, String> talking = client.get().connect()) {
      listening.addListener(
          new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
              heard.add(channel + ": " + message);
            }
          });
      listening.sync().subscribe("news");
      assertThat(talking.sync().publish("news", "hello")).isEqualTo(1);
      assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("news: hello");
    }
  }
}
