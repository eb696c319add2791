package weft.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import weft.future.Context;
import weft.future.Poll;

final class CopyBidirectionalFuture extends OnceFuture<CopiedBytes> {
  private final Direction there;
  private final Direction back;

  CopyBidirectionalFuture(Duplex a, Duplex b, int bufferSize) {
    this.there = new Direction(a, b, bufferSize);
    this.back = new Direction(b, a, bufferSize);
  }

  @Override
  Poll<CopiedBytes> advance(Context cx) throws IOException {
    boolean thereDone = there.poll(cx);
    boolean backDone = back.poll(cx);
    if (thereDone && backDone) {
      return Poll.ready(new CopiedBytes(there.loop.copied(), back.loop.copied()));
    }
    return Poll.pending();
  }

  /** One way: copies, then ends the writing side of its drain. */
  private static final class Direction {
    private final CopyLoop loop;
    private final AsyncWrite drain;
    private boolean copied;
    private boolean finished;

    Direction(AsyncRead source, AsyncWrite drain, int bufferSize) {
      this.loop = new CopyLoop(source, drain, ByteBuffer.allocate(bufferSize).limit(0));
      this.drain = drain;
    }

    boolean poll(Context cx) throws IOException {
      if (!copied && loop.poll(cx)) {
        copied = true;
      }
      if (copied && !finished) {
        finished = !IoResult.isPending(drain.pollShutdown(cx));
      }
      return finished;
    }
  }
}
