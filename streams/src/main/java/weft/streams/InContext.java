package weft.streams;

import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;

/** A future whose polls find the context that was captured, on whatever thread they are. */
final class InContext<V extends @Nullable Object> implements Future<V> {
  private final ContextCarrier.Captured captured;
  private final Future<V> future;

  InContext(ContextCarrier.Captured captured, Future<V> future) {
    this.captured = captured;
    this.future = future;
  }

  @Override
  @SuppressWarnings("try") // the scope is there to be closed
  public Poll<V> poll(Context cx) throws Exception {
    try (ContextCarrier.Scope scope = captured.open()) {
      return future.poll(cx);
    }
  }

  @Override
  @SuppressWarnings("try") // the scope is there to be closed
  public void cancel() {
    try (ContextCarrier.Scope scope = captured.open()) {
      future.cancel();
    }
  }
}
