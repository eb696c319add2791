package weft.streams;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;
import weft.future.ThrowingFunction;

/** Goes on with another stream where upstream fails with an exception. Errors are passed on. */
final class RecoverStream<T> extends AbstractStream<T> {
  private final ThrowingFunction<? super Exception, ? extends Stream<? extends T>> fallback;
  private final OneItem<T> one = new OneItem<>();
  private @Nullable Stream<? extends T> current;
  private boolean recovered;

  RecoverStream(
      Stream<? extends T> upstream,
      ThrowingFunction<? super Exception, ? extends Stream<? extends T>> fallback) {
    this.current = Objects.requireNonNull(upstream, "upstream");
    this.fallback = Objects.requireNonNull(fallback, "fallback");
  }

  @Override
  public Progress pollEach(Context cx, Emitter<? super T> emitter) throws Exception {
    requireActive();
    while (true) {
      Stream<? extends T> active = Objects.requireNonNull(current);
      try {
        Progress progress = active.pollEach(cx, emitter);
        if (progress == Progress.DONE) {
          current = null;
          finish();
          active.cancel(); // it has ended, and may hold on to its source
        }
        return progress;
      } catch (Exception failure) {
        current = null;
        Cleanup.after(failure, active::cancel);
        if (recovered) {
          finish();
          throw failure;
        }
        recovered = true;
        current = replacement(failure);
      }
    }
  }

  private Stream<? extends T> replacement(Exception failure) throws Exception {
    try {
      return Failures.requireResult(fallback.apply(failure), "recover: the function", "a stream");
    } catch (Throwable second) {
      finish();
      Cleanup.suppress(second, failure);
      throw second;
    }
  }

  @Override
  public Poll<@Nullable T> pollNext(Context cx) throws Exception {
    return one.poll(cx, this);
  }

  @Override
  public SizeHint sizeHint() {
    Stream<? extends T> active = current;
    return active == null ? SizeHint.exactly(0) : recovered ? active.sizeHint() : SizeHint.UNKNOWN;
  }

  @Override
  public void cancel() {
    finish();
    Stream<? extends T> active = current;
    current = null;
    if (active != null) {
      active.cancel();
    }
  }
}
