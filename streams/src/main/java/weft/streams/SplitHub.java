package weft.streams;

import java.util.Objects;
import java.util.function.Predicate;

/** Parts upstream in two by a condition. */
final class SplitHub<T> extends Hub<T> {
  private final Predicate<? super T> condition;
  private final Outlet<T> matching;
  private final Outlet<T> others;
  private Outlet<T> target; // of the item that was classified last

  SplitHub(
      Stream<? extends T> upstream,
      Predicate<? super T> condition,
      int buffer,
      Discard<T> discard) {
    super(upstream, discard);
    this.condition = Objects.requireNonNull(condition, "condition");
    this.matching = open(Sizes.requirePositive(buffer, "split buffer"));
    this.others = open(buffer);
    this.target = matching;
  }

  Sharing.Split<T> streams() {
    return new Sharing.Split<>(matching, others);
  }

  @Override
  void classify(T item) {
    target = condition.test(item) ? matching : others;
  }

  @Override
  boolean deliver(T item) {
    if (target.cancelled) {
      drop(item);
      return true;
    }
    if (target.isFull()) {
      return false;
    }
    put(target, item);
    return true;
  }

  @Override
  boolean isWanted() {
    return !(matching.cancelled && others.cancelled);
  }

  @Override
  void dropQueued(Outlet<?> outlet) {
    dropAll((outlet == matching ? matching : others).queue);
  }
}
