package weft.samples.redis;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads replies off a stream, for tests: a reply of its own making, not the server's code. */
public final class RespReader {
  private final InputStream in;

  /** Reads from {@code in}, which should be buffered. */
  public RespReader(InputStream in) {
    this.in = in;
  }

  /**
   * The next reply: a text with the type in front ({@code +OK}, {@code :1}, {@code $abc}, {@code
   * $nil}, {@code *nil}), or a list of these for an array.
   */
  public Object read() throws IOException {
    String line = readLine();
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+', '-', ':' -> line;
      case '$' -> rest.equals("-1") ? "$nil" : "$" + readBulk(Integer.parseInt(rest));
      case '*' -> rest.equals("-1") ? "*nil" : readArray(Integer.parseInt(rest));
      default -> throw new IOException("not a reply: " + line);
    };
  }

  private List<Object> readArray(int size) throws IOException {
    List<Object> elements = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      elements.add(read());
    }
    return elements;
  }

  private String readBulk(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length || in.read() != '\r' || in.read() != '\n') {
      throw new EOFException("a bulk string of " + length + " is cut off");
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    int b = in.read();
    while (b != '\r') {
      if (b < 0) {
        throw new EOFException("end within a reply after: " + line);
      }
      line.append((char) b);
      b = in.read();
    }
    if (in.read() != '\n' || line.length() == 0) {
      throw new IOException("not a line: " + line);
    }
    return line.toString();
  }
}
