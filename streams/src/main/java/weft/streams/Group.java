package weft.streams;

import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;

/**
 * The items with one key, of a stream that is parted by {@link Stateful#groupBy groupBy}.
 *
 * <p>A group may be given to another task. Cancelling it frees its place; a later item with its key
 * opens a new group.
 *
 * @param <K> the type of the key
 * @param <T> the type of the items
 */
public final class Group<K, T> implements Stream<T> {
  private final K key;
  private final Stream<T> items;

  Group(K key, Stream<T> items) {
    this.key = key;
    this.items = items;
  }

  /** What the items have in common. */
  public K key() {
    return key;
  }

  @Override
  public Poll<@Nullable T> pollNext(Context cx) throws Exception {
    return items.pollNext(cx);
  }

  @Override
  public Progress pollEach(Context cx, Emitter<? super T> emitter) throws Exception {
    return items.pollEach(cx, emitter);
  }

  @Override
  public void cancel() {
    items.cancel();
  }

  @Override
  public String toString() {
    return "Group[" + key + "]";
  }
}
