package weft.samples.redis.command;

/**
 * A range of positions as LRANGE and ZRANGE take it, made safe: both ends included, negative ones
 * counted from the end.
 *
 * @param from the first position
 * @param to the position behind the last one; not less than {@code from}
 */
record IndexRange(int from, int to) {
  private static final IndexRange EMPTY = new IndexRange(0, 0);

  static IndexRange of(long start, long end, int size) {
    long first = Math.max(0, start < 0 ? start + size : start);
    long last = Math.min(size - 1L, end < 0 ? end + size : end);
    return first > last ? EMPTY : new IndexRange((int) first, (int) last + 1);
  }

  boolean isEmpty() {
    return from == to;
  }
}
