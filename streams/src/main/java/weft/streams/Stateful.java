package weft.streams;

import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import weft.future.ThrowingFunction;

/** Operators that remember earlier items, for {@link Stream#via}. */
public final class Stateful {
  private Stateful() {}

  /**
   * Parts the stream by key. At most {@code maxGroups} groups are open at a time, one more fails
   * the stream; a group is open until it is cancelled or upstream ends. Up to {@code buffer} items
   * wait in each group; one more holds up all groups until it is read. So all groups must be read
   * or cancelled, at the same time ({@code flatMap(maxGroups, ...)}), not one after the other.
   */
  public static <K, T> Operator<T, Group<K, T>> groupBy(
      ThrowingFunction<? super T, ? extends K> key, int maxGroups, int buffer) {
    return upstream ->
        new GroupByHub<K, T>(upstream, key, maxGroups, buffer, Discard.toRuntime()).groups();
  }

  /** As {@link #groupBy(Function, int, int)}, with a consumer of what is dropped. */
  public static <K, T> Operator<T, Group<K, T>> groupBy(
      ThrowingFunction<? super T, ? extends K> key,
      int maxGroups,
      int buffer,
      Consumer<? super T> onDiscard) {
    return upstream ->
        new GroupByHub<K, T>(upstream, key, maxGroups, buffer, Discard.to(onDiscard)).groups();
  }

  /** Each item together with the one before it; nothing for the first. */
  public static <T, R> Operator<T, R> pairwise(
      BiFunction<? super T, ? super T, ? extends R> combiner) {
    return upstream -> new PairwiseStream<>(upstream, combiner);
  }

  /** Leaves out items whose key equals the key of the item before. */
  public static <T> Operator<T, T> distinctUntilChanged(ThrowingFunction<? super T, ?> key) {
    Objects.requireNonNull(key, "key");
    return upstream -> new DistinctUntilChangedStream<>(upstream, key);
  }
}
