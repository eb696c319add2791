package weft.runtime;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import weft.async.Async;
import weft.future.Futures;
import weft.net.TcpListener;
import weft.net.TcpStream;
import weft.task.JoinHandle;
import weft.time.Time;

/** Uses a bit of everything that has threads, caches or thread-locals, and closes its runtime. */
public final class ClassLoaderScenario {
  private ClassLoaderScenario() {}

  /** Runs it on one kind of runtime. */
  public static void run(String flavor) throws Exception {
    try (WeftRuntime runtime = Flavor.valueOf(flavor).create()) {
      runtime.blockOn(runtime.spawn(SpawnTest.yielding(10)));
      runtime.blockOn(runtime.spawnBlocking(() -> 1));
      JoinHandle<Void> sleeps = runtime.spawn(Time.sleep(Duration.ofHours(1)));
      runtime.blockOn(Time.sleep(Duration.ofMillis(2)));
      runtime.blockOn(Async.async(() -> Async.await(Futures.yieldNow())));
      JoinHandle<Object> fails = runtime.spawn(Futures.failed(new IllegalStateException("kept")));
      runtime.blockOn(fails.outcome());
      echo(runtime);
      sleeps.abort();
    }
  }

  private static void echo(WeftRuntime runtime) throws Exception {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (TcpListener listener = runtime.blockOn(TcpListener.bind(any));
        TcpStream client = runtime.blockOn(TcpStream.connect(listener.localAddress()));
        TcpStream server = runtime.blockOn(listener.accept())) {
      runtime.blockOn(client.writeAll(ByteBuffer.wrap(new byte[] {1})));
      runtime.blockOn(server.read(ByteBuffer.allocate(1)));
    }
  }
}
