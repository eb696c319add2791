package weft.net;

import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Poll;
import weft.io.Io;
import weft.runtime.WeftRuntime;

/**
 * A program that runs out of descriptors while connections wait to be accepted. It fails unless the
 * connections that it has live on, the processor stays idle, and the waiting ones are served as
 * soon as there are descriptors again.
 */
final class DescriptorExhaustion {
  private static final int WAITING = 20;

  /** Far more than is due in two seconds, and far less than a loop takes that spins. */
  private static final long MANY_STEPS = 1_000;

  private DescriptorExhaustion() {}

  public static void main(String[] args) throws Exception {
    try (WeftRuntime runtime = Flavor.valueOf(args[0]).create();
        TcpListener listener = runtime.blockOn(TcpListener.bind(Loopback.ANY))) {
      AtomicInteger accepted = new AtomicInteger();
      runtime.spawn(echoAll(runtime, listener, accepted));
      Socket early = new Socket("127.0.0.1", listener.localAddress().getPort());
      runUntil(runtime, () -> accepted.get() == 1);
      ping(runtime, early);

      // The clients' ends first, as many as wait; then everything that is left.
      List<Socket> clients = new ArrayList<>();
      List<AutoCloseable> ballast = new ArrayList<>();
      for (int i = 0; i < WAITING; i++) {
        clients.add(new Socket());
        clients.get(i).bind(null);
      }
      Path any = Files.createTempFile("exhaustion", "");
      long busyBefore = cpuTicks();
      long stepsBefore = steps(runtime);
      fill(ballast, any);
      for (Socket client : clients) {
        client.connect(listener.localAddress(), 30_000);
      }
      check(accepted.get() == 1, "accepted " + accepted + " without a descriptor");
      long start = System.nanoTime();
      while (System.nanoTime() - start < 2_000_000_000L) {
        runtime.blockOn(pause(100));
      }
      ping(runtime, early);
      check(accepted.get() == 1, "accepted " + accepted + " without a descriptor");

      for (AutoCloseable each : ballast) {
        each.close();
      }
      long busy = cpuTicks() - busyBefore;
      long steps = steps(runtime) - stepsBefore;
      start = System.nanoTime();
      runUntil(runtime, () -> accepted.get() == 1 + WAITING);
      long recovery = (System.nanoTime() - start) / 1_000_000;
      for (Socket client : clients) {
        ping(runtime, client);
      }
      Files.delete(any);
      System.out.println(
          steps + " steps, " + busy + " ticks of 10 ms, recovery " + recovery + " ms");
      check(steps < MANY_STEPS, "spun: " + steps + " steps in two seconds");
      check(busy < 150, "spun: " + busy + " ticks of 10 ms in two seconds");
      check(recovery < 10_000, "recovered after " + recovery + " ms only"); // a pause is one second
      early.close();
      System.out.println("OK");
    }
    System.exit(0);
  }

  private static Future<Void> echoAll(
      WeftRuntime runtime, TcpListener listener, AtomicInteger accepted) {
    return Futures.pollFn(
        cx -> {
          while (listener.pollAccept(cx) instanceof Poll.Ready<TcpStream> ready) {
            TcpStream stream = ready.value();
            accepted.incrementAndGet();
            runtime.spawn(Io.copy(stream, stream).whenDone((n, failure) -> stream.close()));
          }
          return Poll.pending();
        });
  }

  /** A byte there and back, while the runtime is driven. */
  private static void ping(WeftRuntime runtime, Socket socket) throws Exception {
    socket.getOutputStream().write(7);
    socket.setSoTimeout(1);
    long start = System.nanoTime();
    while (true) {
      try {
        check(socket.getInputStream().read() == 7, "no echo");
        return;
      } catch (java.net.SocketTimeoutException notYet) {
        check(System.nanoTime() - start < 30_000_000_000L, "no echo within half a minute");
        runtime.blockOn(pause(1));
      }
    }
  }

  private static void runUntil(WeftRuntime runtime, java.util.function.BooleanSupplier condition)
      throws Exception {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      check(System.nanoTime() - start < 30_000_000_000L, "not within half a minute");
      runtime.blockOn(pause(1));
    }
  }

  private static Future<Void> pause(long millis) {
    weft.future.Timers.Timer[] timer = new weft.future.Timers.Timer[1];
    return Futures.pollFn(
        cx -> {
          if (timer[0] == null) {
            weft.future.Timers timers = cx.services().timers();
            timer[0] = timers.timer(timers.nanoTime() + millis * 1_000_000);
          }
          return timer[0].pollElapsed(cx.waker()) ? Poll.done() : Poll.pending();
        });
  }

  private static void fill(List<AutoCloseable> ballast, Path any) {
    try {
      while (true) {
        ballast.add(Files.newByteChannel(any));
      }
    } catch (java.io.IOException full) {
      if (ballast.size() < 20) {
        throw new IllegalStateException("the limit is too low for this test", full);
      }
    }
  }

  /** Polls of tasks, and waits in the driver. */
  private static long steps(WeftRuntime runtime) {
    long steps = 0;
    for (int i = 0; i < runtime.metrics().workerCount(); i++) {
      steps += runtime.metrics().worker(i).polls() + runtime.metrics().worker(i).parks();
    }
    return steps;
  }

  private static long cpuTicks() throws Exception {
    String stat;
    try (var in = Files.newByteChannel(Path.of("/proc/self/stat"))) {
      ByteBuffer buffer = ByteBuffer.allocate(1024);
      in.read(buffer);
      stat = new String(buffer.array(), 0, buffer.position());
    }
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      System.out.println("FAILED: " + otherwise);
      System.exit(1);
    }
  }
}
