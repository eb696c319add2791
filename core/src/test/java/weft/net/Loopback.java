package weft.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the socket tests share. */
public final class Loopback {
  /** Any free port. */
  public static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  /** The two ends of a connection. */
  public record Connection(TcpStream client, TcpStream server) implements AutoCloseable {
    @Override
    public void close() {
      client.close();
      server.close();
    }
  }

  private Loopback() {}

  public static Connection connect(TestRuntime runtime) throws Exception {
    try (TcpListener listener = runtime.run(TcpListener.bind(ANY))) {
      TcpStream client = runtime.run(TcpStream.connect(listener.localAddress()));
      return new Connection(client, runtime.run(listener.accept()));
    }
  }

  public static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  public static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** An address at which nobody listens. */
  public static InetSocketAddress freeAddress() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, ANY.getAddress())) {
      return (InetSocketAddress) socket.getLocalSocketAddress();
    }
  }

  /**
   * How many sockets, pipes and selectors this process has open. Files do not count: the JVM's own
   * threads look into some now and then.
   */
  public static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.filter(Loopback::isNoFile).count();
    }
  }

  private static boolean isNoFile(Path descriptor) {
    try {
      String target = Files.readSymbolicLink(descriptor).toString();
      return !target.startsWith("/");
    } catch (IOException closed) {
      return false; // since it was listed
    }
  }
}
