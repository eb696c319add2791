package weft.streams;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;

/** The items that fulfil a condition. */
final class FilterStream<T> extends Stage<T, T> implements Emitter<T> {
  private final Predicate<? super T> condition;
  private Emitter<? super T> down = Emitters.none();

  FilterStream(Stream<? extends T> upstream, Predicate<? super T> condition) {
    super(upstream);
    this.condition = condition;
  }

  @Override
  public Poll<@Nullable T> pollNext(Context cx) throws Exception {
    requireActive();
    while (true) {
      Poll<? extends T> poll = upstream.pollNext(cx);
      if (!(poll instanceof Poll.Ready<? extends T> ready) || ready.value() == null) {
        return pass(poll);
      }
      boolean wanted;
      try {
        wanted = condition.test(ready.value());
      } catch (Throwable failure) {
        throw fail(failure);
      }
      if (wanted) {
        return Polls.widen(poll);
      }
    }
  }

  @Override
  public Progress pollEach(Context cx, Emitter<? super T> emitter) throws Exception {
    requireActive();
    down = emitter;
    return settle(upstream.pollEach(cx, this));
  }

  @Override
  public boolean emit(T item) {
    boolean wanted;
    try {
      wanted = condition.test(item);
    } catch (Throwable failure) {
      return stop(failure);
    }
    return !wanted || down.emit(item);
  }

  @Override
  public SizeHint sizeHint() {
    return upstream.sizeHint().orFewer();
  }
}
