package weft.streams;

import java.util.function.BiFunction;
import weft.future.Poll;

/** One value out of all items. */
final class Fold<T, A> extends Terminal<T, A> {
  private final BiFunction<? super A, ? super T, ? extends A> step;
  private A state;

  Fold(Stream<? extends T> stream, A seed, BiFunction<? super A, ? super T, ? extends A> step) {
    super(stream);
    this.state = seed;
    this.step = step;
  }

  @Override
  public boolean emit(T item) {
    try {
      state = step.apply(state, item);
    } catch (Throwable failure) {
      return stop(failure);
    }
    return true;
  }

  @Override
  Poll<A> result() {
    return Poll.ready(state);
  }
}
