package weft.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import weft.future.Probe;

class BufferedTest {
  private final DuplexPipe.Pair pair = DuplexPipe.pair(64);

  private void send(String text) throws Exception {
    Probe.of(pair.left().writeAll(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))).get();
  }

  @Test
  void linesComeWithoutTheirEndsAndTheLastNeedsNone() throws Exception {
    BufferedRead in = BufferedRead.of(pair.right(), 3);
    send("one\r\ntwo\n\nf\u00fcnf\rx\nlast");
    pair.left().close();
    for (String line : new String[] {"one", "two", "", "f\u00fcnf\rx", "last"}) {
      assertThat(Probe.of(in.readLine(100)).get()).isEqualTo(line);
    }
    assertThat(Probe.of(in.readLine(100)).get()).isNull();
    assertThat(Probe.of(in.readUntil((byte) 'x', 100)).get()).isNull();
  }

  @Test
  void aCancelledReadLineLosesNothing() throws Exception {
    BufferedRead in = BufferedRead.of(pair.right(), 4);
    String line = "a line that comes byte by byte \u20ac";
    for (byte each : line.getBytes(StandardCharsets.UTF_8)) {
      Probe.of(pair.left().writeAll(ByteBuffer.wrap(new byte[] {each}))).get();
      Probe<String> read = Probe.of(in.readLine(100));
      assertThat(read.isPending()).isTrue();
      read.cancel();
    }
    send("\nnext\n");
    assertThat(Probe.of(in.readLine(100)).get()).isEqualTo(line);
    assertThat(Probe.of(in.readLine(100)).get()).isEqualTo("next");
  }

  @Test
  void aLineThatIsTooLongStaysReadable() throws Exception {
    BufferedRead in = BufferedRead.of(pair.right(), 4);
    send("0123456789\nshort\n");
    assertThat(Probe.of(in.readLine(10)).failure())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("10 bytes");
    assertThat(Probe.of(in.readLine(11)).get()).isEqualTo("0123456789");
    assertThat(Probe.of(in.readLine(6)).get()).isEqualTo("short");
  }

  @Test
  void bytesThatAreNoTextStayReadable() throws Exception {
    BufferedRead in = BufferedRead.of(pair.right());
    Probe.of(pair.left().writeAll(ByteBuffer.wrap(new byte[] {'a', (byte) 0xFF, '\n', 'b', '\n'})))
        .get();
    assertThat(Probe.of(in.readLine(100)).failure()).isInstanceOf(MalformedInputException.class);
    assertThat(Probe.of(in.readUntil((byte) '\n', 100)).get())
        .isEqualTo(new byte[] {'a', (byte) 0xFF, '\n'});
    assertThat(Probe.of(in.readLine(100)).get()).isEqualTo("b");
  }

  @Test
  void rawReadsAndLinesMix() throws Exception {
    BufferedRead in = BufferedRead.of(pair.right(), 8);
    send("head\nbody of it");
    pair.left().close();
    assertThat(Probe.of(in.readLine(100)).get()).isEqualTo("head");
    ByteBuffer body = ByteBuffer.allocate(4);
    Probe.of(in.readExact(body)).get();
    assertThat(body.array()).isEqualTo("body".getBytes());
    assertThat(Probe.of(in.readToEnd(100)).get()).isEqualTo(" of it".getBytes());
    assertThat(in.buffered()).isZero();
  }

  @Test
  void bufferedWritesReachTheDrainOnceAndInOrderThoughCancelled() throws Exception {
    byte[] content = new byte[5_000];
    Random random = new Random(3);
    random.nextBytes(content);
    DuplexPipe.Pair narrow = DuplexPipe.pair(7);
    BufferedWrite out = BufferedWrite.of(narrow.left(), 32);
    java.io.ByteArrayOutputStream got = new java.io.ByteArrayOutputStream();
    ByteBuffer src = ByteBuffer.wrap(content);
    while (src.hasRemaining()) {
      int piece = Math.min(src.remaining(), 1 + random.nextInt(50));
      ByteBuffer part = src.slice(src.position(), piece);
      while (part.hasRemaining()) {
        Probe<Void> write = Probe.of(out.writeAll(part));
        if (write.isPending()) {
          write.cancel();
          drain(narrow.right(), got);
        }
      }
      src.position(src.position() + piece);
    }
    while (true) {
      Probe<Void> shutdown = Probe.of(out.shutdown());
      if (!shutdown.isPending()) {
        break;
      }
      shutdown.cancel();
      drain(narrow.right(), got);
    }
    Probe.of(narrow.right().readToEnd(got, content.length)).get();
    assertThat(got.toByteArray()).isEqualTo(content);
  }

  private static void drain(DuplexPipe from, java.io.ByteArrayOutputStream into) throws Exception {
    ByteBuffer some = ByteBuffer.allocate(5);
    int count = Probe.of(from.read(some)).get();
    into.write(some.array(), 0, count);
  }

  @Test
  void smallWritesWaitForTheFlushAndLargeOnesPassBy() throws Exception {
    BufferedWrite out = BufferedWrite.of(pair.left(), 8);
    Probe.of(out.writeAll(ByteBuffer.wrap("tiny".getBytes()))).get();
    assertThat(out.buffered()).isEqualTo(4);
    assertThat(Probe.of(pair.right().read(ByteBuffer.allocate(1))).isPending()).isTrue();
    Probe.of(out.flush()).get();
    ByteBuffer got = ByteBuffer.allocate(4);
    Probe.of(pair.right().readExact(got)).get();
    Probe.of(out.writeAll(ByteBuffer.wrap("large enough".getBytes()))).get();
    assertThat(out.buffered()).isZero();
  }
}
