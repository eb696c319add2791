package weft.streams;

import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;
import weft.sync.LaggedException;

/** The receiving end of a channel, which this stream owns and closes. */
final class ReceiverSource<T> extends AbstractStream<T> {
  private final Receive<T> receive;
  private final Runnable close;
  private final @Nullable LongConsumer onLag; // null: lagging fails the stream

  /** How the channel is polled. */
  @FunctionalInterface
  interface Receive<T> {
    Poll<@Nullable T> poll(Context cx) throws Exception;
  }

  ReceiverSource(Receive<T> receive, Runnable close, @Nullable LongConsumer onLag) {
    this.receive = Objects.requireNonNull(receive, "receiver");
    this.close = close;
    this.onLag = onLag;
  }

  @Override
  public Poll<@Nullable T> pollNext(Context cx) throws Exception {
    requireActive();
    while (true) {
      Poll<@Nullable T> poll;
      try {
        poll = receive.poll(cx);
      } catch (LaggedException lagged) {
        if (onLag == null) {
          throw lagged;
        }
        onLag.accept(lagged.missed());
        continue;
      }
      if (poll instanceof Poll.Ready<@Nullable T> ready && ready.value() == null) {
        cancel();
      }
      return poll;
    }
  }

  @Override
  public void cancel() {
    if (!isFinished()) {
      finish();
      close.run();
    }
  }
}
