package weft.samples.redis;

import java.net.InetSocketAddress;
import weft.runtime.WeftRuntime;
import weft.samples.redis.command.Statistics;
import weft.samples.redis.server.Connections;
import weft.samples.redis.server.ServerOptions;
import weft.samples.redis.server.Service;

/** Our server on a runtime of its own, for one test or one test class. */
public final class RunningServer implements AutoCloseable {
  private final WeftRuntime runtime;
  private final Service service;

  private RunningServer(WeftRuntime runtime, Service service) {
    this.runtime = runtime;
    this.service = service;
  }

  /** Starts it with the defaults on any free port. */
  public static RunningServer start() throws Exception {
    return start(ServerOptions.onPort(0));
  }

  /** Starts it with two workers, so that connections really meet. */
  public static RunningServer start(ServerOptions options) throws Exception {
    return start(options, Connections.configured());
  }

  /** As {@link #start(ServerOptions)}, with connections in the given style. */
  public static RunningServer start(ServerOptions options, Connections style) throws Exception {
    WeftRuntime runtime = WeftRuntime.builder().workerThreads(2).build();
    try {
      return new RunningServer(runtime, runtime.blockOn(Service.start(options, style)));
    } catch (Exception e) {
      runtime.close();
      throw e;
    }
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return service.address();
  }

  /** Connects to it. */
  public RedisPeer connect() throws Exception {
    return RedisPeer.connect(address());
  }

  /** What it has counted. */
  public Statistics statistics() {
    return service.statistics();
  }

  /** Tells it to stop and does not wait. */
  public void stop() {
    service.stop();
  }

  /** Waits until the last connection has ended, or was given up. */
  public void awaitEnd() throws Exception {
    runtime.blockOn(service.ended());
  }

  @Override
  public void close() {
    service.stop();
    runtime.close();
  }
}
