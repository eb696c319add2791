package weft.net;

import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Waker;
import weft.internal.driver.StreamTransport;

/**
 * Waits for the next connection.
 *
 * @param <S> the kind of socket
 */
final class AcceptFuture<S> implements Future<S> {
  private final Acceptor acceptor;
  private final Function<StreamTransport, S> wrap;
  private @Nullable Waker registered;
  private boolean finished;

  AcceptFuture(Acceptor acceptor, Function<StreamTransport, S> wrap) {
    this.acceptor = acceptor;
    this.wrap = wrap;
  }

  @Override
  public Poll<S> poll(Context cx) throws IOException {
    if (finished) {
      throw new IllegalStateException("accept was polled after it had finished");
    }
    registered = null;
    finished = true; // unless the poll says otherwise, in particular if it throws
    Poll<S> poll = acceptor.pollAccept(cx, wrap);
    if (poll.isPending()) {
      finished = false;
      registered = cx.waker();
    }
    return poll;
  }

  @Override
  public void cancel() {
    if (registered != null) {
      acceptor.forget(registered);
    }
  }
}
