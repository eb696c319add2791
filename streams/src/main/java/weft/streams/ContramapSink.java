package weft.streams;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;
import weft.future.ThrowingFunction;

/** Puts each item through a function before it goes to the sink. */
final class ContramapSink<R, T> implements Sink<R>, Downstream {
  private final Sink<T> sink;
  private final ThrowingFunction<? super R, ? extends T> mapper;

  ContramapSink(Sink<T> sink, ThrowingFunction<? super R, ? extends T> mapper) {
    this.sink = Objects.requireNonNull(sink, "sink");
    this.mapper = Objects.requireNonNull(mapper, "mapper");
  }

  @Override
  public Poll<Void> pollReady(Context cx) throws Exception {
    return sink.pollReady(cx);
  }

  @Override
  public void startSend(R item) throws Exception {
    sink.startSend(Failures.requireItem(mapper.apply(item), "contramap"));
  }

  @Override
  public Poll<Void> pollFlush(Context cx) throws Exception {
    return sink.pollFlush(cx);
  }

  @Override
  public Poll<Void> pollFinish(Context cx) throws Exception {
    return sink.pollFinish(cx);
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
    sink.cancel();
  }
}
