package weft.streams;

/** Emitters that need no class of their own. */
final class Emitters {
  private static final Emitter<Object> NONE =
      item -> {
        throw new IllegalStateException("emit outside pollEach: " + item);
      };

  private Emitters() {}

  /** Stands in the field of an operator that is not inside {@code pollEach}. */
  @SuppressWarnings("unchecked") // takes nothing of any type
  static <T> Emitter<T> none() {
    return (Emitter<T>) NONE;
  }
}
