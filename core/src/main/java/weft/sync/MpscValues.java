package weft.sync;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The values of a channel, in the order of sending.
 *
 * <p>Senders append to an array under the channel's lock. The receiver takes the whole array over
 * at once, giving its own emptied one back, and then hands out value after value without the lock.
 */
final class MpscValues<T> {
  /** Arrays up to this length are kept while the channel is idle; a burst's bigger ones are not. */
  private static final int KEPT_LENGTH = 1024;

  private static final int FIRST_LENGTH = 16;
  private static final Object[] NOTHING = {};

  // Guarded by the channel's lock.
  private @Nullable Object[] tail = NOTHING;
  private int tailCount;
  private long appended; // values, ever

  // The receiver's.
  private @Nullable Object[] head = NOTHING;
  private int headIndex;
  private int headCount;

  // Under the lock

  void append(T value) {
    if (tailCount == tail.length) {
      tail = Arrays.copyOf(tail, Math.max(FIRST_LENGTH, tailCount << 1));
    }
    tail[tailCount++] = value;
    appended++;
  }

  /** How many values were appended, ever. */
  long appended() {
    return appended;
  }

  /** For how many values there is memory. */
  long slots() {
    return (long) head.length + tail.length;
  }

  /**
   * Takes over what the senders have appended. Called by the receiver, when it has taken all.
   *
   * @return false if that is nothing
   */
  boolean refill() {
    @Nullable Object[] emptied = head;
    headIndex = 0;
    headCount = tailCount;
    if (tailCount == 0) {
      if (emptied.length > KEPT_LENGTH) {
        head = NOTHING;
      }
      if (tail.length > KEPT_LENGTH) {
        tail = NOTHING;
      }
      return false;
    }
    head = tail;
    tail = emptied;
    tailCount = 0;
    return true;
  }

  // The receiver

  /** Whether there is a value to take without {@link #refill}. */
  boolean hasNext() {
    return headIndex < headCount;
  }

  /** Takes the next value; there is one. */
  @SuppressWarnings({"unchecked", "NullAway"}) // a T was appended
  T next() {
    T value = (T) head[headIndex];
    head[headIndex++] = null;
    return value;
  }
}
