package weft.runtime;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import weft.future.Future;
import weft.future.Poll;
import weft.net.TcpListener;
import weft.net.TcpStream;
import weft.task.JoinHandle;
import weft.task.Outcome;
import weft.time.Time;

/**
 * A program in a small heap whose tasks fill it again and again. It fails unless each of them fails
 * alone, and timers, sockets and other tasks go on.
 */
final class OutOfMemory {
  private static final int ROUNDS = 12;

  private OutOfMemory() {}

  public static void main(String[] args) throws Exception {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (WeftRuntime runtime = Flavor.valueOf(args[0]).create();
        TcpListener listener = runtime.blockOn(TcpListener.bind(any));
        TcpStream client = runtime.blockOn(TcpStream.connect(listener.localAddress()));
        TcpStream server = runtime.blockOn(listener.accept())) {
      byte[] sent = {1};
      ByteBuffer received = ByteBuffer.allocate(1);
      for (int round = 0; round < ROUNDS; round++) {
        JoinHandle<Void> timer = runtime.spawn(Time.sleep(Duration.ofMillis(50)));
        List<JoinHandle<Integer>> hogs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          hogs.add(runtime.spawn(hog()));
        }
        for (JoinHandle<Integer> hog : hogs) {
          Outcome<Integer> outcome = runtime.blockOn(hog.outcome());
          check(
              outcome instanceof Outcome.Failed<Integer> failed
                  && failed.failure() instanceof OutOfMemoryError,
              "a task that fills the heap ended as " + outcome);
        }
        runtime.blockOn(timer);
        runtime.blockOn(client.writeAll(ByteBuffer.wrap(sent)));
        check(runtime.blockOn(server.read(received.clear())) == 1, "no byte");
        check(runtime.blockOn(runtime.spawn(SpawnTest.yielding(5))) == 5, "no task");
      }
      System.out.println("OK");
    }
  }

  private static Future<Integer> hog() {
    return cx -> {
      List<byte[]> hoard = new ArrayList<>();
      while (true) {
        hoard.add(new byte[1 << 18]);
        if (hoard.size() > 1 << 20) {
          return Poll.ready(hoard.size()); // never: that would be 256 GiB
        }
      }
    };
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      System.out.println("FAILED: " + otherwise);
      System.exit(1);
    }
  }
}
