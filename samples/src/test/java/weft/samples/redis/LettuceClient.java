package weft.samples.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.ClientResources;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A client of Lettuce that gives everything back. Its usual resolver of names, Netty's, keeps a
 * datagram socket, which stays open if its thread ends before it is told to close it; addresses in
 * figures need no such resolver.
 */
final class LettuceClient implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final ClientResources resources =
      ClientResources.builder().addressResolverGroup(DefaultAddressResolverGroup.INSTANCE).build();
  private final RedisClient client;

  LettuceClient(RedisURI uri) {
    client = RedisClient.create(resources, uri);
  }

  RedisClient get() {
    return client;
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, LIMIT);
    resources.shutdown(0, LIMIT.toSeconds(), TimeUnit.SECONDS).syncUninterruptibly();
  }
}
