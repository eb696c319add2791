package weft.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Timers;
import weft.io.Duplex;
import weft.io.IoResult;

/**
 * A connection whose peer follows a script: it sends bytes, expects bytes, fails, or waits, in this
 * order. A write that the script does not expect fails the test at once, with what was expected; a
 * script that was not played to its end fails it in {@link #assertDone()} or {@link #close()}.
 *
 * <pre>{@code
 * ScriptedIo io = ScriptedIo.script()
 *     .write("PING\r\n").read("+PONG\r\n").await(Duration.ofSeconds(1)).readError(new IOException("reset"))
 *     .build();
 * }</pre>
 *
 * <p>After the script the peer has closed its side: reading gives the end of stream. Used by one
 * task; waits need a context with timers.
 */
public final class ScriptedIo implements Duplex {
  private sealed interface Step permits Read, ReadError, Write, WriteError, Wait {}

  private record Read(ByteBuffer bytes) implements Step {}

  private record ReadError(IOException failure) implements Step {}

  private record Write(ByteBuffer bytes) implements Step {}

  private record WriteError(IOException failure) implements Step {}

  private record Wait(Duration time) implements Step {}

  private final ArrayDeque<Step> steps;
  private Timers.@Nullable Timer waiting;
  private boolean shutdown;
  private boolean closed;

  private ScriptedIo(ArrayDeque<Step> steps) {
    this.steps = steps;
  }

  /** Begins a script. */
  public static Builder script() {
    return new Builder();
  }

  @Override
  public int pollRead(Context cx, ByteBuffer dst) throws IOException {
    checkOpen();
    if (isWaiting(cx)) {
      return IoResult.PENDING;
    }
    Step step = steps.peek();
    if (step instanceof Read read) {
      int count = Math.min(dst.remaining(), read.bytes.remaining());
      dst.put(read.bytes.slice(read.bytes.position(), count));
      read.bytes.position(read.bytes.position() + count);
      if (!read.bytes.hasRemaining()) {
        steps.remove();
      }
      return count;
    }
    if (step instanceof ReadError error) {
      steps.remove();
      throw error.failure;
    }
    // Pending without a wake: the peer waits for a write, whose poll goes on with the script.
    return step == null ? IoResult.EOF : IoResult.PENDING;
  }

  @Override
  public int pollWrite(Context cx, ByteBuffer src) throws IOException {
    checkOpen();
    if (shutdown) {
      throw new IOException("written after the end of the writing side");
    }
    if (!src.hasRemaining()) {
      return 0;
    }
    if (isWaiting(cx)) {
      return IoResult.PENDING;
    }
    Step step = steps.peek();
    if (step instanceof WriteError error) {
      steps.remove();
      throw error.failure;
    }
    if (!(step instanceof Write write)) {
      throw new AssertionError(
          "unexpected write of " + quote(src) + "; the script is at " + name(step));
    }
    int count = Math.min(src.remaining(), write.bytes.remaining());
    ByteBuffer got = src.slice(src.position(), count);
    ByteBuffer expected = write.bytes.slice(write.bytes.position(), count);
    if (!got.equals(expected)) {
      throw new AssertionError(
          "expected a write of " + quote(write.bytes) + ", but got " + quote(src));
    }
    src.position(src.position() + count);
    write.bytes.position(write.bytes.position() + count);
    if (!write.bytes.hasRemaining()) {
      steps.remove();
      cx.waker().wake(); // a read of this task may be waiting for its turn in the script
    }
    return count;
  }

  @Override
  public int pollFlush(Context cx) throws IOException {
    checkOpen();
    return 0;
  }

  @Override
  public int pollShutdown(Context cx) throws IOException {
    checkOpen();
    shutdown = true;
    return 0;
  }

  /** Whether the writing side was ended. */
  public boolean isShutdown() {
    return shutdown;
  }

  /** Whether the connection was closed. */
  public boolean isClosed() {
    return closed;
  }

  /** Fails if something of the script is left. */
  public void assertDone() {
    if (!steps.isEmpty()) {
      throw new AssertionError(
          steps.size() + " steps of the script are left, next: " + name(steps.peek()));
    }
  }

  /** Closes without looking at what is left: call {@link #assertDone()} for that. */
  @Override
  public void close() {
    closed = true;
    if (waiting != null) {
      waiting.cancel();
    }
  }

  private boolean isWaiting(Context cx) {
    while (steps.peek() instanceof Wait wait) {
      if (waiting == null) {
        Timers timers = cx.services().timers();
        if (timers == null) {
          throw new IllegalStateException("the script waits, but the executor has no timers");
        }
        waiting = timers.timer(timers.nanoTime() + wait.time.toNanos());
      }
      if (!waiting.pollElapsed(cx.waker())) {
        return true;
      }
      waiting = null;
      steps.remove();
    }
    return false;
  }

  private void checkOpen() throws IOException {
    if (closed) {
      throw new IOException("the scripted connection is closed");
    }
  }

  private static String name(@Nullable Step step) {
    if (step == null) {
      return "its end";
    }
    if (step instanceof Write write) {
      return "a write of " + quote(write.bytes);
    }
    if (step instanceof Read read) {
      return "a read of " + quote(read.bytes);
    }
    return step.toString();
  }

  private static String quote(ByteBuffer bytes) {
    String text = StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
    StringBuilder out = new StringBuilder("\"");
    text.chars()
        .forEach(
            c -> {
              switch (c) {
                case '\r' -> out.append("\\r");
                case '\n' -> out.append("\\n");
                case '"' -> out.append("\\\"");
                default -> {
                  if (c < ' ' || c > '~') {
                    out.append(String.format("\\x%02x", c));
                  } else {
                    out.append((char) c);
                  }
                }
              }
            });
    return out.append('"').toString();
  }

  /** Collects a script. Not thread-safe; each method returns this. */
  public static final class Builder {
    private final ArrayDeque<Step> steps = new ArrayDeque<>();

    private Builder() {}

    /** The peer sends bytes. */
    public Builder read(byte... bytes) {
      steps.add(new Read(ByteBuffer.wrap(bytes.clone())));
      return this;
    }

    /** The peer sends text in UTF-8. */
    public Builder read(String text) {
      return read(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A read fails. */
    public Builder readError(IOException failure) {
      steps.add(new ReadError(failure));
      return this;
    }

    /** The peer expects bytes, in as many writes as it takes. */
    public Builder write(byte... bytes) {
      steps.add(new Write(ByteBuffer.wrap(bytes.clone())));
      return this;
    }

    /** The peer expects text in UTF-8. */
    public Builder write(String text) {
      return write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A write fails. */
    public Builder writeError(IOException failure) {
      steps.add(new WriteError(failure));
      return this;
    }

    /** Nothing happens for a time on the executor's clock. */
    public Builder await(Duration time) {
      steps.add(new Wait(time));
      return this;
    }

    /** The connection. */
    public ScriptedIo build() {
      return new ScriptedIo(new ArrayDeque<>(steps));
    }
  }
}
