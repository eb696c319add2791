package weft.streams;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;

/** Takes a number of items before the sink behind it has room. */
final class BufferSink<T> implements Sink<T>, Downstream {
  private final Sink<? super T> sink;
  private final int size;
  private final Discard<T> discard;
  private final Deque<T> buffer = new ArrayDeque<>();

  BufferSink(Sink<? super T> sink, int size, Discard<T> discard) {
    this.sink = Objects.requireNonNull(sink, "sink");
    this.size = Sizes.requirePositive(size, "buffer size");
    this.discard = discard;
  }

  @Override
  public Poll<Void> pollReady(Context cx) throws Exception {
    discard.remember(cx);
    return empty(cx) || buffer.size() < size ? Poll.done() : Poll.pending();
  }

  @Override
  public void startSend(T item) {
    if (buffer.size() == size) {
      discard.drop(item);
      throw new IllegalStateException("startSend called without a ready pollReady");
    }
    buffer.add(item);
  }

  /** Gives on what the sink has room for. Whether nothing is left. */
  private boolean empty(Context cx) throws Exception {
    while (!buffer.isEmpty()) {
      if (sink.pollReady(cx).isPending()) {
        return false;
      }
      sink.startSend(buffer.remove());
    }
    return true;
  }

  @Override
  public Poll<Void> pollFlush(Context cx) throws Exception {
    return empty(cx) ? sink.pollFlush(cx) : Poll.pending();
  }

  @Override
  public Poll<Void> pollFinish(Context cx) throws Exception {
    return empty(cx) ? sink.pollFinish(cx) : Poll.pending();
  }

  @Override
  public void watch(Context cx) throws Exception {
    Downstream.watch(sink, cx);
  }

  @Override
  public ContextCarrier.@Nullable Captured context() {
    return Downstream.contextOf(sink);
  }

  @Override
  public void cancel() {
    discard.dropAll(buffer);
    sink.cancel();
  }
}
