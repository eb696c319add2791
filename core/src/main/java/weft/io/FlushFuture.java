package weft.io;

import java.io.IOException;
import weft.future.Context;
import weft.future.Poll;

final class FlushFuture extends OnceFuture<Void> {
  private final AsyncWrite drain;
  private final boolean shutdown;

  FlushFuture(AsyncWrite drain, boolean shutdown) {
    this.drain = drain;
    this.shutdown = shutdown;
  }

  @Override
  Poll<Void> advance(Context cx) throws IOException {
    int answer = shutdown ? drain.pollShutdown(cx) : drain.pollFlush(cx);
    return IoResult.isPending(answer) ? Poll.pending() : Poll.done();
  }
}
