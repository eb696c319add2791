package weft.testkit;

import weft.future.Future;
import weft.streams.Stream;

/**
 * Assertions in the manner of AssertJ, which has to be on the class path. Meant for static import
 * beside AssertJ's own; the names differ so that both can be.
 */
public final class WeftAssertions {
  private WeftAssertions() {}

  /** Owns {@code future} from now on and polls it by hand. */
  public static <T> FutureAssert<T> assertThatFuture(Future<T> future) {
    return new FutureAssert<>(future);
  }

  /** Owns {@code stream} from now on and polls it by hand. */
  public static <T> StreamAssert<T> assertThatStream(Stream<T> stream) {
    return new StreamAssert<>(stream);
  }
}
