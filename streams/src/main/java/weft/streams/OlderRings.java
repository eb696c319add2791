package weft.streams;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Pipe} that has grown has left in its smaller rings. The putting side's: it counts
 * by this how many places of the new ring may be taken before the older items were, so that a pipe
 * never holds more than its newest ring has places.
 *
 * <p>The places in the older rings become free one after the other, in order. So the new ring's
 * places are free to begin with, as many as it has more than the one before; and each one from then
 * on if one more of the older places is.
 */
final class OlderRings {
  /**
   * Places of one ring that were taken when the pipe grew, in the order in which they become free.
   */
  private static final class Span {
    private final @Nullable Object[] ring;
    private final int start;
    private final int length;

    Span(@Nullable Object[] ring, int start, int length) {
      this.ring = ring;
      this.start = start;
      this.length = length;
    }

    boolean isFree(int index) {
      int toTheEnd = ring.length - start;
      return Pipe.isFree(ring, index < toTheEnd ? start + index : index - toTheEnd);
    }
  }

  private final List<Span> spans;
  private final int freeAtOnce;

  private OlderRings(List<Span> spans, int freeAtOnce) {
    this.spans = spans;
    this.freeAtOnce = freeAtOnce;
  }

  /** After a ring that was full, with the oldest item at {@code start}. */
  static OlderRings full(@Nullable Object[] ring, int start, int newLength) {
    return new OlderRings(List.of(new Span(ring, start, ring.length)), newLength - ring.length);
  }

  /**
   * After a ring that was itself new: it was filled up to {@code end}, and these were not empty.
   */
  OlderRings and(@Nullable Object[] ring, int end, int newLength) {
    List<Span> left = new ArrayList<>();
    int passed = Math.max(0, end - freeAtOnce); // places that are known to be free
    for (Span span : spans) {
      int gone = Math.min(passed, span.length);
      passed -= gone;
      if (gone < span.length) {
        int start = span.start + gone;
        int wrapped = start < span.ring.length ? start : start - span.ring.length;
        left.add(new Span(span.ring, wrapped, span.length - gone));
      }
    }
    left.add(new Span(ring, 0, end));
    return new OlderRings(left, newLength - ring.length);
  }

  /** Whether the new ring's place {@code index} may be taken, in its first round. */
  boolean allow(int index) {
    int older = index - freeAtOnce;
    if (older < 0) {
      return true;
    }
    for (Span span : spans) {
      if (older < span.length) {
        return span.isFree(older);
      }
      older -= span.length;
    }
    throw new AssertionError("more places than there are");
  }
}
