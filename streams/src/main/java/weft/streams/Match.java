package weft.streams;

import java.util.Objects;
import java.util.function.Predicate;
import weft.future.Poll;

/** Whether an item is found on which a condition has a certain value; stops at the first one. */
final class Match<T> extends Terminal<T, Boolean> {
  private final Predicate<? super T> condition;
  private final boolean wanted;
  private boolean found;

  Match(Stream<? extends T> stream, Predicate<? super T> condition, boolean wanted) {
    super(stream);
    this.condition = Objects.requireNonNull(condition, "condition");
    this.wanted = wanted;
  }

  @Override
  public boolean emit(T item) {
    try {
      found = condition.test(item) == wanted;
    } catch (Throwable failure) {
      return stop(failure);
    }
    return !found;
  }

  @Override
  Poll<Boolean> result() {
    return Poll.ready(found == wanted);
  }
}
