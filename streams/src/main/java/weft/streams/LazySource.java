package weft.streams;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;

/** A stream that is made when it is first polled, and not at all if it never is. */
final class LazySource<T> extends AbstractStream<T> {
  private final Supplier<? extends Stream<? extends T>> supplier;
  private @Nullable Stream<? extends T> stream;

  LazySource(Supplier<? extends Stream<? extends T>> supplier) {
    this.supplier = supplier;
  }

  @Override
  public Poll<@Nullable T> pollNext(Context cx) throws Exception {
    return Polls.widen(started().pollNext(cx));
  }

  @Override
  public Progress pollEach(Context cx, Emitter<? super T> emitter) throws Exception {
    return started().pollEach(cx, emitter);
  }

  /** Makes the stream without asking it for anything. */
  void start() {
    started();
  }

  private Stream<? extends T> started() {
    requireActive();
    Stream<? extends T> started = stream;
    if (started == null) {
      started = Objects.requireNonNull(supplier.get(), "lazy: stream");
      stream = started;
    }
    return started;
  }

  @Override
  public SizeHint sizeHint() {
    return stream == null ? SizeHint.UNKNOWN : stream.sizeHint();
  }

  @Override
  public void cancel() {
    finish();
    if (stream != null) {
      stream.cancel();
    }
  }
}
