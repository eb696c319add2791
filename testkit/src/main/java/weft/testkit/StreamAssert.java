package weft.testkit;

import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.Assertions;
import weft.streams.Stream;

/**
 * Assertions on a stream, which is polled by hand. For streams that wait for time there is {@link
 * StreamVerifier}.
 *
 * @param <T> the type of the items
 */
public final class StreamAssert<T> extends AbstractAssert<StreamAssert<T>, Stream<T>> {
  private final StreamProbe<T> probe;

  StreamAssert(Stream<T> stream) {
    super(stream, StreamAssert.class);
    this.probe = StreamProbe.of(stream);
  }

  /** Polls once per item and wants exactly these. */
  @SafeVarargs
  public final StreamAssert<T> gives(T... items) {
    for (T item : items) {
      probe.assertNext(item);
    }
    return this;
  }

  /** Polls once and wants pending. */
  public StreamAssert<T> isPending() {
    probe.assertPending();
    return this;
  }

  /** Polls once and wants the end. */
  public StreamAssert<T> ends() {
    probe.assertEnd();
    return this;
  }

  /** Polls once and wants a failure; gives assertions on it. */
  public AbstractThrowableAssert<?, ? extends Throwable> failsWith(
      Class<? extends Throwable> type) {
    return Assertions.assertThat(probe.assertFailed(type));
  }

  /** Gives the stream up. */
  public StreamAssert<T> cancel() {
    probe.cancel();
    return this;
  }
}
