package weft.streams;

import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;

/** Sources: where streams begin. */
public final class Streams {
  private static final Runnable NOTHING = () -> {};

  private Streams() {}

  /** The given items. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the copy has the type that it was called with
  public static <T> Stream<T> of(T... items) {
    return new ArraySource<>(items.clone());
  }

  /** No item. */
  public static <T> Stream<T> empty() {
    return new IteratorSource<>(Collections::emptyIterator, SizeHint.exactly(0), NOTHING);
  }

  /** The whole numbers from {@code start} to {@code end - 1}. */
  public static Stream<Integer> range(int start, int end) {
    return new RangeSource(start, end);
  }

  /** The elements of {@code iterable}, whose iterator is made at the first poll. */
  public static <T> Stream<T> fromIterable(Iterable<? extends T> iterable) {
    SizeHint size =
        iterable instanceof Collection<?> collection
            ? SizeHint.exactly(collection.size())
            : SizeHint.UNKNOWN;
    return new IteratorSource<>(iterable::iterator, size, NOTHING);
  }

  /** The remaining elements of {@code iterator}. */
  public static <T> Stream<T> fromIterator(Iterator<? extends T> iterator) {
    return new IteratorSource<>(() -> iterator, SizeHint.UNKNOWN, NOTHING);
  }
}
