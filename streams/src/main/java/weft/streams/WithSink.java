package weft.streams;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.ThrowingFunction;

/** Puts each item through a future before it goes to the sink. */
final class WithSink<R, T> implements Sink<R>, Downstream {
  private final Sink<T> sink;
  private final ThrowingFunction<? super R, ? extends Future<? extends T>> mapper;
  private @Nullable Future<? extends T> preparing;

  WithSink(Sink<T> sink, ThrowingFunction<? super R, ? extends Future<? extends T>> mapper) {
    this.sink = Objects.requireNonNull(sink, "sink");
    this.mapper = Objects.requireNonNull(mapper, "mapper");
  }

  @Override
  public Poll<Void> pollReady(Context cx) throws Exception {
    if (prepare(cx).isPending()) {
      return Poll.pending();
    }
    return sink.pollReady(cx);
  }

  @Override
  public void startSend(R item) throws Exception {
    if (preparing != null) {
      throw new IllegalStateException("startSend called without a ready pollReady");
    }
    preparing = Failures.requireResult(mapper.apply(item), "with: the function", "a future");
  }

  /** Finishes the item that is being prepared; its place in the sink was reserved before. */
  private Poll<Void> prepare(Context cx) throws Exception {
    Future<? extends T> current = preparing;
    if (current != null) {
      if (!(current.poll(cx) instanceof Poll.Ready<? extends T> ready)) {
        return Poll.pending();
      }
      preparing = null;
      sink.startSend(Failures.requireValue(ready.value(), "with"));
    }
    return Poll.done();
  }

  @Override
  public Poll<Void> pollFlush(Context cx) throws Exception {
    return prepare(cx).isPending() ? Poll.pending() : sink.pollFlush(cx);
  }

  @Override
  public Poll<Void> pollFinish(Context cx) throws Exception {
    return prepare(cx).isPending() ? Poll.pending() : sink.pollFinish(cx);
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
    Future<?> current = preparing;
    preparing = null;
    if (current != null) {
      current.cancel();
    }
    sink.cancel();
  }
}
