package weft.streams;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.ThrowingFunction;

/** Parts upstream by key, with a limit of groups and of items that wait in each. */
final class GroupByHub<K, T> extends Hub<T> {
  private final ThrowingFunction<? super T, ? extends K> classifier;
  private final int maxGroups;
  private final int buffer;
  private final Map<K, Outlet<T>> groups = new HashMap<>();
  private final Outlet<Group<K, T>> main;
  private @Nullable K key; // of the item that was classified last

  GroupByHub(
      Stream<? extends T> upstream,
      ThrowingFunction<? super T, ? extends K> classifier,
      int maxGroups,
      int buffer,
      Discard<T> discard) {
    super(upstream, discard);
    this.classifier = Objects.requireNonNull(classifier, "classifier");
    this.maxGroups = Sizes.requirePositive(maxGroups, "groupBy maxGroups");
    this.buffer = Sizes.requirePositive(buffer, "groupBy buffer");
    this.main = open(maxGroups);
  }

  Stream<Group<K, T>> groups() {
    return main;
  }

  @Override
  void classify(T item) throws Exception {
    K itemKey = Failures.requireResult(classifier.apply(item), "groupBy: the function", "a key");
    if (!groups.containsKey(itemKey) && groups.size() == maxGroups && !main.cancelled) {
      throw new IllegalStateException(
          "groupBy: more than "
              + maxGroups
              + " groups at a time; raise maxGroups, or cancel groups that are done");
    }
    key = itemKey;
  }

  @Override
  boolean deliver(T item) {
    K itemKey = Objects.requireNonNull(key);
    Outlet<T> group = groups.get(itemKey);
    if (group == null) {
      if (main.cancelled) { // nobody would ever see a new group
        drop(item);
        return true;
      }
      group = open(buffer);
      groups.put(itemKey, group);
      put(main, new Group<>(itemKey, group));
    } else if (group.isFull()) {
      return false;
    }
    put(group, item);
    return true;
  }

  @Override
  boolean isWanted() {
    return !main.cancelled || !groups.isEmpty();
  }

  @Override
  void removed(Outlet<?> outlet) {
    groups.values().remove(outlet);
  }

  @Override
  void dropQueued(Outlet<?> outlet) {
    if (outlet == main) {
      Group<K, T> unseen;
      while ((unseen = main.queue.poll()) != null) {
        unseen.cancel(); // the lock is reentrant
      }
      return;
    }
    @SuppressWarnings("unchecked") // all but the main one carry items
    Outlet<T> group = (Outlet<T>) outlet;
    dropAll(group.queue);
  }
}
