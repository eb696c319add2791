package weft.streams;

import java.util.Objects;

/**
 * A transformation of streams as a value, for {@link Stream#via}. The themed holders ({@link
 * Timing}, {@link Batching}, {@link Combining}, {@link Recovering}, {@link Sharing}, {@link
 * Stateful}) have ours; anybody can write others, out of the public interfaces alone.
 *
 * @param <T> the type of the items that go in
 * @param <R> the type of the items that come out
 */
@FunctionalInterface
public interface Operator<T, R> {

  /** The transformed stream, which owns {@code upstream}. */
  Stream<R> apply(Stream<? extends T> upstream);

  /** This operator and then another. */
  default <V> Operator<T, V> andThen(Operator<? super R, V> next) {
    Objects.requireNonNull(next, "next");
    return upstream ->
        next.apply(Failures.requireResult(apply(upstream), "andThen: the operator", "a stream"));
  }
}
