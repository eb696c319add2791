package weft.streams;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;
import weft.net.TcpListener;
import weft.net.TcpStream;

/** The connections of a listener, which this stream owns and closes. */
final class AcceptSource extends AbstractStream<TcpStream> {
  private final TcpListener listener;

  AcceptSource(TcpListener listener) {
    this.listener = Objects.requireNonNull(listener, "listener");
  }

  @Override
  public Poll<@Nullable TcpStream> pollNext(Context cx) throws Exception {
    requireActive();
    return Polls.widen(listener.pollAccept(cx));
  }

  @Override
  public void cancel() {
    finish();
    listener.close();
  }
}
