package weft.future;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@link Futures#fromCompletionStage}. */
final class CompletionStageFuture<T extends @Nullable Object> implements Future<T> {
  private enum State {
    FRESH,
    WAITING,
    FINISHED
  }

  /** How the stage ended. */
  private record End(@Nullable Object value, @Nullable Throwable failure) {}

  private final CompletionStage<T> stage;
  private final AtomicWaker waker = new AtomicWaker();
  private State state = State.FRESH; // owner only
  private Services services = Services.none();

  // What is shared with the thread that completes the stage, guarded by waker: which of the end and
  // the cancellation came first decides who discards the value.
  private @Nullable End end;
  private boolean cancelled;

  CompletionStageFuture(CompletionStage<T> stage) {
    this.stage = stage;
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // the stage's value is a T
  public Poll<T> poll(Context cx) throws Exception {
    switch (state) {
      case FRESH -> {
        services = cx.services();
        state = State.WAITING;
        waker.register(cx.waker());
        stage.whenComplete(this::completed);
      }
      case WAITING -> waker.register(cx.waker());
      case FINISHED -> throw Failures.finished("fromCompletionStage");
    }
    End ended;
    synchronized (waker) {
      ended = end;
    }
    if (ended == null) {
      return Poll.pending();
    }
    state = State.FINISHED;
    waker.take();
    if (ended.failure() != null) {
      throw Failures.rethrow(ended.failure());
    }
    return Poll.ready((T) ended.value());
  }

  private void completed(@Nullable T value, @Nullable Throwable failure) {
    boolean abandoned;
    synchronized (waker) {
      abandoned = cancelled;
      end = new End(value, failure == null ? null : causeOf(failure));
    }
    if (abandoned) {
      Undelivered.discard(value, services);
    } else {
      waker.wake();
    }
  }

  /** A dependent stage wraps what its source threw; the user threw the cause. */
  private static Throwable causeOf(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  @Override
  public void cancel() {
    State before = state;
    state = State.FINISHED;
    if (before == State.FINISHED) {
      return;
    }
    waker.take();
    End ended;
    synchronized (waker) {
      cancelled = true;
      ended = end;
    }
    if (ended != null) {
      Undelivered.discard(ended.value(), services);
      return;
    }
    try {
      if (before == State.FRESH) {
        stage.whenComplete(this::completed);
      }
      CompletableFuture<T> cancellable = stage.toCompletableFuture();
      cancellable.cancel(true);
    } catch (UnsupportedOperationException notCancellable) {
      // A stage may refuse to be a CompletableFuture. It then goes on, and its value is discarded.
    }
  }
}
