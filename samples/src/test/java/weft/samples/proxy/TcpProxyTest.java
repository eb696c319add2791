package weft.samples.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import weft.samples.RunningSample;
import weft.samples.redis.RedisPeer;
import weft.samples.redis.RunningServer;

@Timeout(60)
@ParameterizedClass
@EnumSource
class TcpProxyTest {
  enum Style {
    COMBINATORS,
    STRAIGHT
  }

  @Parameter private Style style;

  private RunningSample proxyTo(int port) throws Exception {
    return RunningSample.start(
        style == Style.STRAIGHT
            ? new TcpProxyStraight("127.0.0.1", port)::serve
            : new TcpProxy("127.0.0.1", port)::serve);
  }

  @Test
  void bytesGoBothWays() throws Exception {
    try (RunningServer redis = RunningServer.start();
        RunningSample proxy = proxyTo(redis.address().getPort());
        RedisPeer client = RedisPeer.connect(proxy.address());
        RedisPeer direct = redis.connect()) {
      String big = "v".repeat(3_000_000);
      assertThat(client.call("SET", "big", big)).isEqualTo("+OK");
      assertThat(direct.call("STRLEN", "big")).isEqualTo(":3000000");
      assertThat(client.call("GET", "big").equals("$" + big)).isTrue();
    }
  }

  @Test
  void aHalfCloseIsPassedOn() throws Exception {
    try (RunningServer redis = RunningServer.start();
        RunningSample proxy = proxyTo(redis.address().getPort());
        RedisPeer client = RedisPeer.connect(proxy.address())) {
      client.send("PING\r\nECHO x\r\n");
      assertThat(client.finish()).isEqualTo("+PONG\r\n$1\r\nx\r\n");
    }
  }

  @Test
  void withoutATargetTheClientIsClosed() throws Exception {
    int nobody;
    try (ServerSocket probe = new ServerSocket(0)) {
      nobody = probe.getLocalPort();
    }
    try (RunningSample proxy = proxyTo(nobody);
        Socket client = proxy.connect()) {
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
  }
}
