package weft.net;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.future.CheckReturnValue;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.internal.context.RuntimeServices;
import weft.internal.driver.Network;
import weft.task.JoinHandle;

/** Looks names of hosts up, on the blocking pool, because the system's resolver waits. */
public final class Lookup {
  private Lookup() {}

  /**
   * The addresses of a host, in the system's order of preference, at least one. A literal address
   * needs no thread. Nothing is cached beyond what the JVM does.
   *
   * <p><b>Cancellation.</b> A lookup that has not begun is taken back; one that goes on is ignored.
   *
   * <p><b>Errors.</b> {@link java.net.UnknownHostException}.
   *
   * @param host a name, or a literal address
   */
  @CheckReturnValue
  public static Future<List<InetAddress>> host(String host) {
    if (host.isEmpty()) {
      throw new IllegalArgumentException("host is empty");
    }
    return new HostLookup(host);
  }

  /**
   * Whether {@code host} is an address as it stands: no name has a colon or only digits and dots.
   */
  static boolean isLiteral(String host) {
    return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
  }

  private static final class HostLookup implements Future<List<InetAddress>> {
    private final String host;
    private @Nullable JoinHandle<List<InetAddress>> job;

    HostLookup(String host) {
      this.host = host;
    }

    @Override
    public Poll<List<InetAddress>> poll(Context cx) throws Exception {
      if (job == null) {
        RuntimeServices services = RuntimeServices.of(cx, "lookup of a host");
        Network network = services.driver().network();
        if (isLiteral(host)) {
          return Poll.ready(network.resolve(host));
        }
        job = services.spawnBlocking("lookup " + host, () -> network.resolve(host));
      }
      return job.poll(cx);
    }

    @Override
    public void cancel() {
      if (job != null) {
        job.abort();
        job.cancel();
      }
    }
  }
}
