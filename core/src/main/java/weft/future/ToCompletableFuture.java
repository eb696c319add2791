package weft.future;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** {@link Futures#toCompletableFuture}: the task that completes one. */
final class ToCompletableFuture<T extends @Nullable Object> implements Future<Void> {
  private final Target<T> target = new Target<>();
  private @Nullable Future<T> source;

  /** What the user holds. Its completion from outside wakes the task, which then stops. */
  private static final class Target<T extends @Nullable Object> extends CompletableFuture<T> {
    final AtomicWaker task = new AtomicWaker();

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
      return new CompletableFuture<>(); // a dependent stage does not own the task
    }
  }

  private ToCompletableFuture(Future<T> source) {
    this.source = source;
    target.whenComplete((value, failure) -> target.task.wake());
  }

  static <T extends @Nullable Object> CompletableFuture<T> start(
      Future<T> source, Spawner spawner) {
    ToCompletableFuture<T> bridge = new ToCompletableFuture<>(source);
    spawner.spawn(bridge);
    return bridge.target;
  }

  @Override
  public Poll<Void> poll(Context cx) {
    Future<T> current = source;
    if (current == null) {
      throw Failures.finished("toCompletableFuture");
    }
    target.task.register(cx.waker());
    if (target.isDone()) { // by its holder: cancelled, timed out, or completed by hand
      source = null;
      Failures.cancel(current);
      return Poll.done();
    }
    try {
      if (!(current.poll(cx) instanceof Poll.Ready<T> ready)) {
        return Poll.pending();
      }
      source = null;
      target.task.take();
      if (!target.complete(ready.value())) {
        Undelivered.discard(ready.value(), cx.services());
      }
    } catch (Throwable failure) {
      source = null;
      target.task.take();
      Failures.cancel(current);
      target.completeExceptionally(failure);
    }
    return Poll.done();
  }

  /** The task was aborted, or never started because the executor had shut down. */
  @Override
  public void cancel() {
    Future<T> current = source;
    source = null;
    if (current != null) {
      target.task.take();
      Failures.cancel(current);
      target.cancel(false);
    }
  }
}
