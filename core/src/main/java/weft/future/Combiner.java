package weft.future;

import org.jspecify.annotations.Nullable;

/** What makes one value of the values of a join, by the number of them. */
public final class Combiner {
  private Combiner() {}

  /** Combines two values. */
  @FunctionalInterface
  public interface Of2<
      A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> {
    /** Combines them; what it throws is the join's failure. */
    R combine(A a, B b) throws Exception;
  }

  /** Combines three values. */
  @FunctionalInterface
  public interface Of3<
      A extends @Nullable Object,
      B extends @Nullable Object,
      C extends @Nullable Object,
      R extends @Nullable Object> {
    /** Combines them; what it throws is the join's failure. */
    R combine(A a, B b, C c) throws Exception;
  }

  /** Combines four values. */
  @FunctionalInterface
  public interface Of4<
      A extends @Nullable Object,
      B extends @Nullable Object,
      C extends @Nullable Object,
      D extends @Nullable Object,
      R extends @Nullable Object> {
    /** Combines them; what it throws is the join's failure. */
    R combine(A a, B b, C c, D d) throws Exception;
  }

  /** Combines five values. */
  @FunctionalInterface
  public interface Of5<
      A extends @Nullable Object,
      B extends @Nullable Object,
      C extends @Nullable Object,
      D extends @Nullable Object,
      E extends @Nullable Object,
      R extends @Nullable Object> {
    /** Combines them; what it throws is the join's failure. */
    R combine(A a, B b, C c, D d, E e) throws Exception;
  }

  /** Combines six values. */
  @FunctionalInterface
  public interface Of6<
      A extends @Nullable Object,
      B extends @Nullable Object,
      C extends @Nullable Object,
      D extends @Nullable Object,
      E extends @Nullable Object,
      F extends @Nullable Object,
      R extends @Nullable Object> {
    /** Combines them; what it throws is the join's failure. */
    R combine(A a, B b, C c, D d, E e, F f) throws Exception;
  }
}
