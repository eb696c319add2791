package weft.streams;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import weft.future.ThrowingFunction;

/** A function that treats a failure and fails itself does not hide what it was shown. */
class FirstFailureTest {
  private final Hand hand = new Hand();
  private final IOException first = new IOException("first");

  private AbstractThrowableAssert<?, ?> assertFailure(Stream<Integer> stream) {
    return assertThatThrownBy(() -> hand.poll(stream)).hasSuppressedException(first);
  }

  private Stream<Integer> mapped(ThrowingFunction<? super Exception, ? extends Exception> mapper) {
    return Streams.<Integer>failed(first).via(Recovering.mapError(mapper));
  }

  @Test
  void mapErrorWhoseFunctionThrows() {
    assertFailure(
            mapped(
                failure -> {
                  throw new IllegalStateException("mapper");
                }))
        .hasMessage("mapper");
  }

  @Test
  void mapErrorWhoseFunctionReturnsNull() {
    assertFailure(mapped(failure -> null))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("mapError");
  }

  @Test
  void mapErrorWhoseFunctionThrowsWhatItWasShown() {
    assertThatThrownBy(
            () ->
                hand.poll(
                    mapped(
                        failure -> {
                          throw failure;
                        })))
        .isSameAs(first)
        .hasNoSuppressedExceptions();
  }

  @Test
  void retryWhoseConditionThrows() {
    assertFailure(
            Streams.retry(
                () -> Streams.failed(first),
                Backoff.immediately(2),
                failure -> {
                  throw new IllegalStateException("condition");
                }))
        .hasMessage("condition");
  }
}
