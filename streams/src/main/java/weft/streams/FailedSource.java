package weft.streams;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;

/** Fails at once. */
final class FailedSource<T> extends AbstractStream<T> {
  private final Exception failure;

  FailedSource(Exception failure) {
    this.failure = Objects.requireNonNull(failure, "failure");
  }

  @Override
  public Poll<@Nullable T> pollNext(Context cx) throws Exception {
    requireActive();
    finish();
    throw failure;
  }

  @Override
  public SizeHint sizeHint() {
    return SizeHint.exactly(0);
  }

  @Override
  public void cancel() {
    finish();
  }
}
