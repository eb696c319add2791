package weft.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

/** What the supplier of a retried stream throws is a failed attempt like any other. */
class RetriedSuppliersTest {
  private final Hand hand = new Hand();
  private int attempts;

  private Stream<String> connect(int failures) {
    attempts++;
    if (attempts <= failures) {
      throw new UncheckedIOException(new IOException("attempt " + attempts));
    }
    return Streams.of("connected");
  }

  @Test
  void supplierThatThrowsIsAskedAgain() throws Exception {
    Stream<String> stream = Streams.retry(() -> connect(2), Backoff.immediately(5));
    assertThat(hand.run(stream.toList())).containsExactly("connected");
    assertThat(attempts).isEqualTo(3);
  }

  @Test
  void lastFailureOfASupplierFailsTheStream() {
    Stream<String> stream = Streams.retry(() -> connect(9), Backoff.immediately(2));
    assertThatThrownBy(() -> hand.run(stream.toList())).hasMessageContaining("attempt 3");
    assertThat(attempts).isEqualTo(3);
    assertThatThrownBy(() -> hand.run(stream.toList())).hasMessageContaining("after its end");
  }

  @Test
  void conditionSeesWhatTheSupplierThrew() {
    Stream<String> stream =
        Streams.retry(
            () -> connect(9),
            Backoff.immediately(5),
            failure -> failure.getCause() instanceof IOException && attempts < 2);
    assertThatThrownBy(() -> hand.run(stream.toList())).hasMessageContaining("attempt 2");
  }

  @Test
  void repeatFailsWithItsSupplier() {
    Stream<String> stream = Streams.repeat(() -> connect(9), Backoff.immediately(5));
    assertThatThrownBy(() -> hand.run(stream.toList())).hasMessageContaining("attempt 1");
    assertThat(attempts).isEqualTo(1);
  }
}
