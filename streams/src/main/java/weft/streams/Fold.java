package weft.streams;

import java.util.Objects;
import java.util.function.BiFunction;
import weft.future.Poll;

/** One value out of all items. */
final class Fold<T, A> extends Terminal<T, A> {
  private final BiFunction<? super A, ? super T, ? extends A> step;
  private A state;

  Fold(Stream<? extends T> stream, A seed, BiFunction<? super A, ? super T, ? extends A> step) {
    super(stream);
    this.state = seed;
    this.step = Objects.requireNonNull(step, "step");
  }

  @Override
  public boolean emit(T item) {
    A before = state;
    A after;
    try {
      after = step.apply(before, item);
    } catch (Throwable failure) {
      return stop(failure);
    }
    if (after != before) { // a state that changes in place needs no write, nor its barrier
      state = after;
    }
    return true;
  }

  @Override
  Poll<A> result() {
    return Poll.ready(state);
  }
}
