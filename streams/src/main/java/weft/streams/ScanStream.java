package weft.streams;

import java.util.Objects;
import java.util.function.BiFunction;

/** The running result of a fold. */
final class ScanStream<T, A> extends ItemStage<T, A> {
  private final BiFunction<? super A, ? super T, ? extends A> step;
  private A state;

  ScanStream(
      Stream<? extends T> upstream, A seed, BiFunction<? super A, ? super T, ? extends A> step) {
    super(upstream);
    this.state = seed;
    this.step = Objects.requireNonNull(step, "step");
  }

  @Override
  public boolean emit(T item) {
    try {
      state = Failures.requireItem(step.apply(state, item), "scan");
    } catch (Throwable failure) {
      return stop(failure);
    }
    return down.emit(state);
  }

  @Override
  public SizeHint sizeHint() {
    return upstream.sizeHint();
  }
}
