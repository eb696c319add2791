package weft.samples.redis.store;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import weft.samples.redis.protocol.Bytes;

/**
 * The hash table of a database. It is not a {@code HashMap} because of SCAN, which walks the table
 * over many calls while it changes and grows.
 *
 * <p>A scan visits the buckets in the order of their reversed index bits: the cursor counts from
 * the highest bit of the index down. When the table doubles, bucket b becomes the buckets b and b +
 * n, and in that order they come one after the other, exactly where b was. So what has been visited
 * stays visited and what has not stays ahead, and an entry that is there all the time is seen at
 * least once. When the table halves, some may be seen again.
 */
final class EntryTable {
  private static final int FIRST_CAPACITY = 16;

  private @Nullable Entry[] buckets = new Entry[FIRST_CAPACITY];
  private int size;

  int size() {
    return size;
  }

  @Nullable Entry get(Bytes key) {
    Entry entry = buckets[key.hashCode() & (buckets.length - 1)];
    while (entry != null && !entry.hasKey(key)) {
      entry = entry.nextInBucket;
    }
    return entry;
  }

  /** Adds an entry whose key is not in the table. */
  void add(Entry entry) {
    // Twice as many buckets as entries: each entry behind another costs a miss of the cache.
    if (size >= buckets.length / 2 && buckets.length < 1 << 30) {
      resize(buckets.length * 2);
    }
    link(buckets, entry);
    size++;
  }

  /** Removes an entry that is in the table. */
  void remove(Entry entry) {
    int index = entry.hash() & (buckets.length - 1);
    Entry current = buckets[index];
    if (current == entry) {
      buckets[index] = entry.nextInBucket;
    } else {
      while (current != null && current.nextInBucket != entry) {
        current = current.nextInBucket;
      }
      if (current == null) {
        throw new IllegalStateException("not in the table: " + entry.key());
      }
      current.nextInBucket = entry.nextInBucket;
    }
    entry.nextInBucket = null;
    size--;
    if (buckets.length > FIRST_CAPACITY && size < buckets.length / 8) {
      resize(buckets.length / 2);
    }
  }

  void clear() {
    buckets = new Entry[FIRST_CAPACITY];
    size = 0;
  }

  /** Visits all entries; the table must not change meanwhile. */
  void forEach(Consumer<Entry> visitor) {
    for (Entry bucket : buckets) {
      visitBucket(bucket, visitor);
    }
  }

  /** Visits the bucket at {@code cursor}; returns the next cursor, 0 when it was the last. */
  long scan(long cursor, Consumer<Entry> visitor) {
    long mask = buckets.length - 1L;
    visitBucket(buckets[(int) (cursor & mask)], visitor);
    return Long.reverse(Long.reverse(cursor | ~mask) + 1);
  }

  private static void visitBucket(@Nullable Entry bucket, Consumer<Entry> visitor) {
    for (Entry entry = bucket; entry != null; entry = entry.nextInBucket) {
      visitor.accept(entry);
    }
  }

  private void resize(int capacity) {
    @Nullable Entry[] moved = new Entry[capacity];
    for (Entry bucket : buckets) {
      Entry entry = bucket;
      while (entry != null) {
        Entry next = entry.nextInBucket;
        link(moved, entry);
        entry = next;
      }
    }
    buckets = moved;
  }

  private static void link(@Nullable Entry[] buckets, Entry entry) {
    int index = entry.hash() & (buckets.length - 1);
    entry.nextInBucket = buckets[index];
    buckets[index] = entry;
  }
}
