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
    this.supplier = Objects.requireNonNull(supplier, "supplier");
  }

  @Override
  public Poll<@Nullable T> pollNext(Context cx) throws Exception {
    Stream<? extends T> started = started();
    Poll<@Nullable T> poll = Polls.widen(started.pollNext(cx));
    if (poll instanceof Poll.Ready<@Nullable T> ready && ready.value() == null) {
      cancel(); // it has ended, and may hold on to its source
    }
    return poll;
  }

  @Override
  public Progress pollEach(Context cx, Emitter<? super T> emitter) throws Exception {
    Progress progress = started().pollEach(cx, emitter);
    if (progress == Progress.DONE) {
      cancel(); // it has ended, and may hold on to its source
    }
    return progress;
  }

  /** Makes the stream without asking it for anything. */
  void start() {
    started();
  }

  private Stream<? extends T> started() {
    requireActive();
    Stream<? extends T> started = stream;
    if (started == null) {
      started = Failures.requireResult(supplier.get(), "lazy: the supplier", "a stream");
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
    if (isFinished()) {
      return;
    }
    finish();
    if (stream != null) {
      stream.cancel();
    }
  }
}
