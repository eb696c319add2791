package weft.samples.redis.store;

import org.jspecify.annotations.Nullable;
import weft.samples.redis.protocol.Bytes;

/** A key with its value and its deadline, linked into a bucket and into the deadline heap. */
public final class Entry {
  /** The deadline of a key that does not expire. */
  public static final long NEVER = Long.MAX_VALUE;

  static final int NOT_IN_HEAP = -1;

  private final Bytes key;

  /** Hash, length and words of the key are kept here: finding one is mostly waiting for memory. */
  private final int hash;

  private final int length;
  private final long firstWord;
  private final long lastWord;

  private Value value;

  /** Guarded by {@link EntryTable}: the next entry of the same bucket. */
  @Nullable Entry nextInBucket;

  /** Guarded by {@link DeadlineHeap}: milliseconds since the epoch, and the place in the heap. */
  long deadline = NEVER;

  int heapIndex = NOT_IN_HEAP;

  Entry(Bytes key, Value value) {
    this.key = key;
    this.hash = key.hashCode();
    this.length = key.length();
    this.firstWord = key.firstWord();
    this.lastWord = key.lastWord();
    this.value = value;
  }

  /** The key. */
  public Bytes key() {
    return key;
  }

  /** The key's hash. */
  int hash() {
    return hash;
  }

  /** Whether this is the entry of {@code other}; a short one is compared without following it. */
  boolean hasKey(Bytes other) {
    return hash == other.hashCode() && hasSameBytes(other);
  }

  boolean hasSameBytes(Bytes other) {
    return length == other.length()
        && firstWord == other.firstWord()
        && lastWord == other.lastWord()
        && (length <= Bytes.TOLD_BY_WORDS || key.equals(other));
  }

  /** The value. */
  public Value value() {
    return value;
  }

  void setValue(Value value) {
    this.value = value;
  }

  /** When the key expires, in milliseconds since the epoch, or {@link #NEVER}. */
  public long deadline() {
    return deadline;
  }
}
