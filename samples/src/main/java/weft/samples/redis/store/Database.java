package weft.samples.redis.store;

import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import weft.samples.redis.protocol.Bytes;
import weft.samples.redis.protocol.ErrorReplyException;

/**
 * One of the numbered databases. A key whose deadline has passed is never seen: whoever comes upon
 * it removes it, and {@link Keyspace#expireDue} removes those upon which nobody comes.
 *
 * <p><b>Threads.</b> Only under the lock of its {@link Keyspace}.
 */
public final class Database {
  private final EntryTable table = new EntryTable();
  private final DeadlineHeap deadlines = new DeadlineHeap();
  private final LongSupplier clock;
  private final RandomGenerator random;
  private final DeadlineWatch watch;

  Database(LongSupplier clock, RandomGenerator random, DeadlineWatch watch) {
    this.clock = clock;
    this.random = random;
    this.watch = watch;
  }

  /** The time, in milliseconds since the epoch. */
  public long now() {
    return clock.getAsLong();
  }

  /** How many keys there are, with those that have expired and not been removed yet. */
  public int size() {
    return table.size();
  }

  /** How many keys have a deadline. */
  public int expiringKeys() {
    return deadlines.size();
  }

  /** The entry of a key, or null. */
  public @Nullable Entry find(Bytes key) {
    Entry entry = table.get(key);
    if (entry != null && isExpired(entry)) {
      remove(entry);
      return null;
    }
    return entry;
  }

  /** The value of a key if it is a {@code type}, or null if there is no such key. */
  public <V extends Value> @Nullable V value(Bytes key, Class<V> type) {
    Entry entry = find(key);
    if (entry == null) {
      return null;
    }
    if (!type.isInstance(entry.value())) {
      throw ErrorReplyException.wrongType();
    }
    return type.cast(entry.value());
  }

  /** The list of a key, which is created if need be. The caller adds to it. */
  public ListValue listForAdding(Bytes key) {
    ListValue list = value(key, ListValue.class);
    return list != null ? list : added(key, new ListValue());
  }

  /** The hash of a key, which is created if need be. The caller adds to it. */
  public HashValue hashForAdding(Bytes key) {
    HashValue hash = value(key, HashValue.class);
    return hash != null ? hash : added(key, new HashValue());
  }

  /** The set of a key, which is created if need be. The caller adds to it. */
  public SetValue setForAdding(Bytes key) {
    SetValue set = value(key, SetValue.class);
    return set != null ? set : added(key, new SetValue());
  }

  /** The sorted set of a key, which is created if need be. The caller adds to it. */
  public SortedSetValue sortedSetForAdding(Bytes key) {
    SortedSetValue set = value(key, SortedSetValue.class);
    return set != null ? set : added(key, new SortedSetValue(random));
  }

  private <V extends Value> V added(Bytes key, V value) {
    table.add(new Entry(key, value));
    return value;
  }

  /** Gives the key a value; its deadline stays if {@code keepDeadline}, else it has none. */
  public Entry put(Bytes key, Value value, boolean keepDeadline) {
    Entry entry = find(key);
    if (entry == null) {
      entry = new Entry(key, value);
      table.add(entry);
      return entry;
    }
    entry.setValue(value);
    if (!keepDeadline) {
      deadlines.remove(entry);
    }
    return entry;
  }

  /** Removes an entry. */
  public void remove(Entry entry) {
    deadlines.remove(entry);
    table.remove(entry);
  }

  /** Removes the key if its collection has no elements left. */
  public void removeIfEmpty(Bytes key) {
    Entry entry = table.get(key);
    if (entry != null && entry.value().isEmpty()) {
      remove(entry);
    }
  }

  /** Gives an entry a deadline in milliseconds since the epoch, or {@link Entry#NEVER}. */
  public void setDeadline(Entry entry, long deadline) {
    deadlines.schedule(entry, deadline);
    watch.deadlineSet(deadline);
  }

  /** Removes all keys. */
  public void clear() {
    table.clear();
    deadlines.clear();
  }

  /** Visits the entries that have not expired. */
  public void forEach(Consumer<Entry> visitor) {
    table.forEach(skippingExpired(visitor));
  }

  /** Visits the entries at a cursor; returns the next cursor, 0 at the end. */
  public long scan(long cursor, Consumer<Entry> visitor) {
    return table.scan(cursor, skippingExpired(visitor));
  }

  private Consumer<Entry> skippingExpired(Consumer<Entry> visitor) {
    return entry -> {
      if (!isExpired(entry)) {
        visitor.accept(entry);
      }
    };
  }

  private boolean isExpired(Entry entry) {
    return entry.deadline != Entry.NEVER && entry.deadline < clock.getAsLong();
  }

  /** When the first key expires, or {@link Entry#NEVER}. */
  long nextDeadline() {
    Entry first = deadlines.first();
    return first == null ? Entry.NEVER : first.deadline;
  }

  /** Removes up to {@code limit} keys whose deadline is before {@code now}. */
  int expireDue(long now, int limit) {
    int removed = 0;
    Entry first = deadlines.first();
    while (removed < limit && first != null && first.deadline < now) {
      remove(first);
      removed++;
      first = deadlines.first();
    }
    return removed;
  }
}
