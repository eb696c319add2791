package weft.async;

import static weft.async.Async.async;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import weft.runtime.WeftRuntime;

/**
 * A program for a JVM of its own, in which a body is the first to use a blocking socket on a
 * virtual thread; then a virtual thread does that has nothing to do with a runtime.
 */
final class SocketsInBodies {
  private SocketsInBodies() {}

  public static void main(String[] args) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        WeftRuntime runtime = Flavour.valueOf(args[0]).build()) {
      Thread greeter = new Thread(() -> greetTwo(server));
      greeter.start();
      int port = server.getLocalPort();
      int inBody = runtime.blockOn(runtime.spawn(async(() -> greeting(port))));
      FutureTask<Integer> user = new FutureTask<>(() -> greeting(port));
      startVirtual(user);
      int afterwards = user.get(30, TimeUnit.SECONDS);
      greeter.join();
      System.out.println("in the body " + inBody + ", afterwards " + afterwards);
    }
  }

  static void startVirtual(Runnable code) {
    try {
      Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, code);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private static void greetTwo(ServerSocket server) {
    for (int i = 0; i < 2; i++) {
      try (Socket client = server.accept()) {
        client.getOutputStream().write(7);
      } catch (IOException e) {
        e.printStackTrace();
      }
    }
  }

  private static int greeting(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        InputStream in = socket.getInputStream()) {
      return in.read();
    }
  }
}
