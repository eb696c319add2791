package weft.streams;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;
import weft.io.AsyncWrite;
import weft.io.IoResult;

/** Writes buffers to a drain of bytes; holds one at a time. */
final class WriterSink implements Sink<ByteBuffer> {
  private final AsyncWrite drain;
  private @Nullable ByteBuffer current;

  WriterSink(AsyncWrite drain) {
    this.drain = Objects.requireNonNull(drain, "drain");
  }

  @Override
  public Poll<Void> pollReady(Context cx) throws IOException {
    return write(cx) ? Poll.done() : Poll.pending();
  }

  @Override
  public void startSend(ByteBuffer item) {
    if (current != null) {
      throw new IllegalStateException("startSend called without a ready pollReady");
    }
    current = item;
  }

  private boolean write(Context cx) throws IOException {
    ByteBuffer bytes = current;
    while (bytes != null && bytes.hasRemaining()) {
      if (IoResult.isPending(drain.pollWrite(cx, bytes))) {
        return false;
      }
    }
    current = null;
    return true;
  }

  @Override
  public Poll<Void> pollFlush(Context cx) throws IOException {
    return write(cx) && !IoResult.isPending(drain.pollFlush(cx)) ? Poll.done() : Poll.pending();
  }

  @Override
  public Poll<Void> pollFinish(Context cx) throws IOException {
    return write(cx) && !IoResult.isPending(drain.pollShutdown(cx)) ? Poll.done() : Poll.pending();
  }

  @Override
  public void cancel() {
    current = null;
  }
}
