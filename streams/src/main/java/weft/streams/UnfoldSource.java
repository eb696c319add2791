package weft.streams;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.ThrowingFunction;

/** Each step a future of an item and of the state for the next step. */
final class UnfoldSource<S, T> extends AbstractStream<T> {
  private final ThrowingFunction<? super S, ? extends Future<Streams.@Nullable Step<S, T>>> step;
  private S state;
  private @Nullable Future<Streams.@Nullable Step<S, T>> running;

  UnfoldSource(
      S seed, ThrowingFunction<? super S, ? extends Future<Streams.@Nullable Step<S, T>>> step) {
    this.state = seed;
    this.step = Objects.requireNonNull(step, "step");
  }

  @Override
  public Poll<@Nullable T> pollNext(Context cx) throws Exception {
    requireActive();
    Future<Streams.@Nullable Step<S, T>> current = running;
    if (current == null) {
      if (!cx.proceed()) {
        return Poll.pending();
      }
      current = Failures.requireResult(step.apply(state), "unfold: the function", "a future");
      running = current;
    }
    if (!(current.poll(cx) instanceof Poll.Ready<Streams.@Nullable Step<S, T>> ready)) {
      return Poll.pending();
    }
    running = null;
    Streams.Step<S, T> next = ready.value();
    if (next == null) {
      return end();
    }
    state = next.state();
    return Poll.ready(Failures.requireItem(next.item(), "unfold"));
  }

  @Override
  public void cancel() {
    finish();
    Future<?> current = running;
    running = null;
    if (current != null) {
      current.cancel();
    }
  }
}
