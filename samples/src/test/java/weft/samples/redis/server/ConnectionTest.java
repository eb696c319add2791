package weft.samples.redis.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import weft.samples.redis.Await;
import weft.samples.redis.RedisPeer;
import weft.samples.redis.RunningServer;
import weft.samples.redis.protocol.RequestLimits;

@Timeout(60)
@ParameterizedClass
@EnumSource
class ConnectionTest {
  private static final ServerOptions OPTIONS = ServerOptions.onPort(0);

  enum Style {
    BY_HAND(Connections.byHand()),
    STRAIGHT(Connections.straight());

    private final Connections connections;

    Style(Connections connections) {
      this.connections = connections;
    }
  }

  @Parameter private Style style;

  private RunningServer start() throws Exception {
    return start(OPTIONS);
  }

  private RunningServer start(ServerOptions options) throws Exception {
    return RunningServer.start(options, style.connections);
  }

  @Test
  void repliesToAPipelineComeTogether() throws Exception {
    try (RunningServer server = start();
        RedisPeer client = server.connect()) {
      client.call("PING");
      client.send("PING\r\n".repeat(200));
      byte[] bytes = new byte[10_000];
      InputStream in = client.socket().getInputStream();
      assertThat(in.read(bytes)).as("all in the first read").isEqualTo(200 * "+PONG\r\n".length());
    }
  }

  @Test
  void requestsMayComeInSingleBytes() throws Exception {
    try (RunningServer server = start();
        RedisPeer client = server.connect()) {
      byte[] bytes = RedisPeer.encode("SET", "key", "some\r\nvalue");
      for (byte b : bytes) {
        client.send(new byte[] {b});
      }
      assertThat(client.read()).isEqualTo("+OK");
      assertThat(client.call("GET", "key")).isEqualTo("$some\r\nvalue");
    }
  }

  @Test
  void aMalformedRequestEndsItsConnectionAloneAfterAllReplies() throws Exception {
    try (RunningServer server = start();
        RedisPeer other = server.connect();
        RedisPeer client = server.connect()) {
      other.call("SET", "a", "b");
      client.send("PING\r\n*1\r\nx\r\nPING\r\n");
      assertThat(client.readToEnd())
          .isEqualTo("+PONG\r\n-ERR Protocol error: expected '$', got 'x'\r\n");
      assertThat(other.call("GET", "a")).isEqualTo("$b");
    }
  }

  /** A web page can make a browser send what it likes behind these lines. */
  @Test
  void anHttpRequestIsCutOffBeforeWhatFollowsIsCarriedOut() throws Exception {
    try (RunningServer server = start();
        RedisPeer other = server.connect()) {
      for (String http : List.of("POST / HTTP/1.1\r\n", "Host: weft\r\n", "hOST: weft\r\n\r\n")) {
        try (RedisPeer client = server.connect()) {
          client.send("PING\r\n" + http + "SET a b\r\n");
          assertThat(client.readToEnd()).as(http).isEqualTo("+PONG\r\n");
        }
      }
      assertThat(other.call("EXISTS", "a")).isEqualTo(":0");
    }
  }

  @Test
  void theErrorIsReadableAlthoughTheClientGoesOnSending() throws Exception {
    RequestLimits limits = new RequestLimits(10, 100, 100, 1000);
    try (RunningServer server = start(OPTIONS.withLimits(limits));
        RedisPeer client = server.connect()) {
      // At once: what is sent a second after the error is not waited for.
      client.send("*1\r\n$101\r\n" + "x".repeat(200_000));
      assertThat(client.readToEnd()).isEqualTo("-ERR Protocol error: invalid bulk length\r\n");
    }
  }

  @Test
  void limitsAreConfigurable() throws Exception {
    RequestLimits limits = new RequestLimits(3, 100, 50, 1000);
    try (RunningServer server = start(OPTIONS.withLimits(limits))) {
      for (String bytes : List.of("*4\r\n", "*1\r\n$101\r\n", "x".repeat(51))) {
        try (RedisPeer client = server.connect()) {
          client.send(bytes);
          assertThat(client.readToEnd()).startsWith("-ERR Protocol error: ");
        }
      }
    }
  }

  @Test
  void halfClosedClientsGetTheirReplies() throws Exception {
    try (RunningServer server = start();
        RedisPeer client = server.connect()) {
      client.send("PING\r\nECHO x\r\n*2\r\n$3\r\nGET");
      assertThat(client.finish()).isEqualTo("+PONG\r\n$1\r\nx\r\n");
    }
  }

  @Test
  void quitEndsTheConnectionAndWhatComesBehindIsNotCarriedOut() throws Exception {
    try (RunningServer server = start();
        RedisPeer client = server.connect();
        RedisPeer other = server.connect()) {
      client.send("QUIT\r\nSET a b\r\n");
      assertThat(client.readToEnd()).isEqualTo("+OK\r\n");
      assertThat(other.call("GET", "a")).isEqualTo("$nil");
    }
  }

  @Test
  void atTheLimitAConnectionWaitsUntilAnotherOneEnds() throws Exception {
    try (RunningServer server = start(OPTIONS.withMaxClients(2));
        RedisPeer first = server.connect();
        RedisPeer second = server.connect()) {
      first.call("PING");
      second.call("PING");
      try (RedisPeer third = server.connect()) {
        third.send("PING\r\n");
        third.socket().setSoTimeout(200);
        assertThatThrownBy(third::read).isInstanceOf(SocketTimeoutException.class);
        assertThat(server.statistics().connectedClients()).isEqualTo(2);
        second.close();
        third.socket().setSoTimeout(20_000);
        assertThat(third.read()).isEqualTo("+PONG");
      }
    }
  }

  /** Who is idle, and who is not, is asked of simulated clocks: RedisSimulationTest. */
  @Test
  void anIdleConnectionIsClosed() throws Exception {
    try (RunningServer server = start(OPTIONS.withIdleTimeout(Duration.ofMillis(300)));
        RedisPeer idle = server.connect()) {
      assertThat(idle.readToEnd()).isEmpty();
    }
  }

  @Test
  void keysExpireThoughNobodyAsksForThem() throws Exception {
    try (RunningServer server = start();
        RedisPeer client = server.connect()) {
      client.call("SET", "far", "v", "EX", "1000");
      for (int i = 0; i < 2000; i++) {
        client.send(RedisPeer.encode("SET", "k" + i, "v", "PX", Integer.toString(1 + i % 100)));
      }
      assertThat(client.read(2000)).containsOnly("+OK");
      // DBSIZE counts what is stored, expired or not: only the expiry task makes it go down.
      Await.until("only one key is left", () -> client.call("DBSIZE").equals(":1"));
    }
  }

  @Test
  void aLargeReplyIsStreamedToASlowClient() throws Exception {
    try (RunningServer server = start();
        RedisPeer slow = server.connect();
        RedisPeer other = server.connect()) {
      String element = "e".repeat(1000);
      String[] push = new String[1002];
      Arrays.fill(push, element);
      push[0] = "RPUSH";
      push[1] = "list";
      for (int i = 0; i < 50; i++) {
        other.call(push);
      }
      long before = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
      slow.send("LRANGE list 0 -1\r\nPING\r\n");
      InputStream reply = slow.socket().getInputStream();
      Await.until("the reply has begun", () -> reply.available() > 0);
      // 50 MB are on their way, and nobody reads them.
      for (int i = 0; i < 1000; i++) {
        assertThat(other.call("PING")).isEqualTo("+PONG");
      }
      assertThat(other.call("DEL", "list")).isEqualTo(":1");
      long after = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
      assertThat(after - before).as("buffers in use").isLessThan(20L << 20);
      assertThat((List<?>) slow.read()).hasSize(50_000).allMatch(("$" + element)::equals);
      assertThat(slow.read()).isEqualTo("+PONG");
    }
  }

  @Test
  void messagesAndConfirmationsKeepTheirOrder() throws Exception {
    try (RunningServer server = start();
        RedisPeer subscriber = server.connect();
        RedisPeer publisher = server.connect()) {
      subscriber.send("SUBSCRIBE a b\r\n");
      assertThat(subscriber.read(2)).hasSize(2);
      for (int i = 0; i < 1000; i++) {
        publisher.send("PUBLISH a " + i + "\r\n");
      }
      assertThat(publisher.read(1000)).containsOnly(":1");
      subscriber.send("UNSUBSCRIBE a\r\n");
      for (int i = 0; i < 1000; i++) {
        assertThat(subscriber.read()).isEqualTo(List.of("$message", "$a", "$" + i));
      }
      assertThat(subscriber.read()).isEqualTo(List.of("$unsubscribe", "$a", ":1"));
      assertThat(publisher.call("PUBLISH", "a", "x")).isEqualTo(":0");
    }
  }

  @Test
  void aSlowSubscriberIsCutOffAndHoldsNobodyUp() throws Exception {
    try (RunningServer server = start(OPTIONS.withSubscriberBytes(1 << 20));
        RedisPeer subscriber = server.connect();
        RedisPeer publisher = server.connect()) {
      subscriber.send("SUBSCRIBE a\r\n");
      subscriber.read();
      String payload = "p".repeat(100_000);
      Await.until(
          "the subscriber is gone", () -> publisher.call("PUBLISH", "a", payload).equals(":0"));
      Await.until("its task too", () -> server.statistics().connectedClients() == 1);
      // What had been written is still there, then comes the end, or a reset.
      assertThatThrownBy(() -> subscriber.read(1_000_000)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aGracefulStopAnswersWhatWasSent() throws Exception {
    try (RunningServer server = start();
        RedisPeer idle = server.connect();
        RedisPeer busy = server.connect()) {
      idle.call("PING");
      busy.call("SET", "big", "v".repeat(5_000_000));
      busy.send("GET big\r\nPING\r\n");
      byte[] first = busy.socket().getInputStream().readNBytes(10);
      assertThat(new String(first, StandardCharsets.ISO_8859_1)).isEqualTo("$5000000\r\n");
      server.stop();
      assertThat(idle.readToEnd()).isEmpty();
      assertThat(busy.readToEnd()).isEqualTo("v".repeat(5_000_000) + "\r\n+PONG\r\n");
      server.awaitEnd();
      assertThat(server.statistics().connectedClients()).isZero();
      assertThatThrownBy(server::connect).isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void aStopDoesNotWaitForeverForAClientThatDoesNotRead() throws Exception {
    try (RunningServer server = start(OPTIONS.withShutdownLimit(Duration.ofMillis(300)));
        RedisPeer stuck = server.connect()) {
      stuck.call("SET", "big", "v".repeat(20_000_000));
      stuck.send("GET big\r\n");
      assertThat(stuck.socket().getInputStream().read()).isEqualTo('$');
      server.stop();
      server.awaitEnd();
      assertThat(server.statistics().connectedClients()).isEqualTo(1);
      server.close();
      assertThat(server.statistics().connectedClients()).isZero();
    }
  }

  @Test
  void aResetConnectionIsForgotten() throws Exception {
    try (RunningServer server = start()) {
      for (int i = 0; i < 50; i++) {
        RedisPeer client = server.connect();
        client.send("SUBSCRIBE a\r\n");
        client.read();
        client.socket().setSoLinger(true, 0);
        client.close();
      }
      Await.until("all are gone", () -> server.statistics().connectedClients() == 0);
    }
  }
}
