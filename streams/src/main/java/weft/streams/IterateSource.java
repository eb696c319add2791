package weft.streams;

import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;

/** A seed, then each time the next of the one before; without end. */
final class IterateSource<T> extends AbstractStream<T> {
  private final UnaryOperator<T> step;
  private @Nullable T seed;
  private @Nullable T previous;

  IterateSource(T seed, UnaryOperator<T> step) {
    this.seed = seed;
    this.step = Objects.requireNonNull(step, "step");
  }

  @Override
  public Poll<@Nullable T> pollNext(Context cx) {
    requireActive();
    return cx.proceed() ? Poll.ready(advance()) : Poll.pending();
  }

  @Override
  public Progress pollEach(Context cx, Emitter<? super T> emitter) {
    requireActive();
    while (cx.proceed()) {
      if (!emitter.emit(advance())) {
        return Progress.STOPPED;
      }
    }
    return Progress.PENDING;
  }

  private T advance() {
    T before = previous;
    T item = before == null ? seed : step.apply(before);
    seed = null;
    T next = Failures.requireItem(item, "iterate");
    previous = next;
    return next;
  }

  @Override
  public SizeHint sizeHint() {
    return new SizeHint(Long.MAX_VALUE, Long.MAX_VALUE);
  }

  @Override
  public void cancel() {
    finish();
  }
}
