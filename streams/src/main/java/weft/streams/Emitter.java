package weft.streams;

/**
 * Where {@link Stream#pollEach} puts items: the inner side of the bulk path. Seen by those who
 * write sources and operators for speed; everybody else writes {@link Stream#pollNext} and lambdas.
 *
 * @param <T> the type of the items
 */
@FunctionalInterface
public interface Emitter<T> {

  /**
   * Takes one item; it belongs to the emitter from now on, whatever the answer. Never throws: a
   * consumer's failure is not the source's, so that whoever implements an emitter keeps its own
   * failure, answers false, and throws when {@code pollEach} has returned.
   *
   * @param item the item, never null
   * @return whether another item is wanted in this call of {@code pollEach}
   */
  boolean emit(T item);
}
