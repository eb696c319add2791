package weft.streams;

import java.util.Objects;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;

/** One value out of all items, starting with the first. */
final class Reduce<T> extends Terminal<T, @Nullable T> {
  private final BinaryOperator<T> step;
  private final Discard<T> discard = Discard.toRuntime();
  private @Nullable T state;

  Reduce(Stream<? extends T> stream, BinaryOperator<T> step) {
    super(stream);
    this.step = Objects.requireNonNull(step, "step");
  }

  @Override
  public boolean emit(T item) {
    T before = state;
    try {
      state = before == null ? item : Failures.requireItem(step.apply(before, item), "reduce");
    } catch (Throwable failure) {
      return stop(failure);
    }
    return true;
  }

  @Override
  Poll<@Nullable T> result() {
    T delivered = state;
    state = null;
    return Polls.readyOrEnd(delivered);
  }

  @Override
  public Poll<@Nullable T> poll(Context cx) throws Exception {
    discard.remember(cx);
    return super.poll(cx);
  }

  @Override
  public void cancel() {
    super.cancel();
    discard.drop(state);
    state = null;
  }
}
