package weft.samples.redis;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A plain blocking connection to some server of the protocol. */
public final class RedisPeer implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 20_000;

  private final Socket socket;
  private final BufferedInputStream in;
  private final RespReader reader;

  private RedisPeer(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    this.reader = new RespReader(in);
  }

  /** Connects. */
  public static RedisPeer connect(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    socket.connect(address, TIMEOUT_MILLIS);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    return new RedisPeer(socket);
  }

  /** The bytes of a command. */
  public static byte[] encode(String... words) {
    StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Sends bytes as they are. */
  public void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Sends text as Latin-1. */
  public void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** One reply, as {@link RespReader#read} gives it. */
  public Object read() throws IOException {
    return reader.read();
  }

  /** Several replies. */
  public List<Object> read(int count) throws IOException {
    List<Object> replies = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      replies.add(reader.read());
    }
    return replies;
  }

  /** Sends one command and reads its reply. */
  public Object call(String... words) throws IOException {
    send(encode(words));
    return read();
  }

  /** Half-closes, then reads all that still comes until the other side closes. */
  public String finish() throws IOException {
    socket.shutdownOutput();
    return readToEnd();
  }

  /** Reads all until the other side closes. */
  public String readToEnd() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /** The socket, for what this class has no method for. */
  public Socket socket() {
    return socket;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
