package weft.future;

import org.jspecify.annotations.Nullable;

/** {@link Futures#join} and {@link Futures#tryJoin} of every arity. */
final class JoinFuture<R extends @Nullable Object> implements Future<R>, Children.Listener {
  private final Children children;
  private final boolean stopAtFailure;
  private final ThrowingFunction<@Nullable Object[], ? extends R> combine;
  private final @Nullable Object[] values;
  private int first;
  private @Nullable Throwable failure;
  private boolean finished;
  private Services services = Services.none();

  JoinFuture(
      boolean stopAtFailure,
      ThrowingFunction<@Nullable Object[], ? extends R> combine,
      Future<?>... futures) {
    this.children = Children.tracked(futures);
    this.stopAtFailure = stopAtFailure;
    this.combine = combine;
    this.values = new Object[futures.length];
  }

  @Override
  public Poll<R> poll(Context cx) throws Exception {
    if (finished) {
      throw Failures.finished(stopAtFailure ? "tryJoin" : "join");
    }
    services = cx.services();
    int start = first;
    // Another one begins next time: a child that always spends the whole budget starves nobody.
    first = start + 1 < children.count() ? start + 1 : 0;
    children.poll(cx, start, this);
    Throwable thrown = failure;
    if (thrown != null && (stopAtFailure || children.unfinished() == 0)) {
      cancel();
      throw Failures.rethrow(thrown);
    }
    if (children.unfinished() > 0) {
      return Poll.pending();
    }
    finished = true;
    children.cancel(); // nobody is left; lets go of the waker
    return Poll.ready(combine.apply(values));
  }

  @Override
  public boolean onReady(int index, @Nullable Object value) {
    values[index] = value;
    return true;
  }

  @Override
  public boolean onThrow(int index, Throwable thrown) {
    if (failure == null) {
      failure = thrown;
    } else {
      Failures.suppress(failure, thrown);
    }
    return !stopAtFailure;
  }

  @Override
  public void cancel() {
    if (finished) {
      return;
    }
    finished = true;
    children.cancel();
    for (int index = 0; index < values.length; index++) {
      Object value = values[index];
      values[index] = null;
      Undelivered.discard(value, services);
    }
  }
}
