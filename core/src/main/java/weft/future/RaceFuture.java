package weft.future;

import org.jspecify.annotations.Nullable;

/** {@link Futures#race} and {@link Futures#firstSuccess}. */
final class RaceFuture<T extends @Nullable Object> implements Future<T>, Children.Listener {
  private final Children children;
  private final boolean failuresLose;
  private boolean finished;
  private boolean won;
  private @Nullable Object winner;
  private @Nullable Throwable failure;

  RaceFuture(boolean failuresLose, Future<?>... futures) {
    this.failuresLose = failuresLose;
    if (futures.length == 0) {
      throw new IllegalArgumentException("a race of no futures would never end: give at least one");
    }
    this.children = Children.tracked(futures);
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // only T's are handed in
  public Poll<T> poll(Context cx) throws Exception {
    if (finished) {
      throw Failures.finished(failuresLose ? "firstSuccess" : "race");
    }
    children.poll(cx, cx.random(children.count()), this);
    if (won) {
      T value = (T) winner;
      winner = null;
      cancel();
      return Poll.ready(value);
    }
    Throwable thrown = failure;
    if (thrown != null && (!failuresLose || children.unfinished() == 0)) {
      cancel();
      throw Failures.rethrow(thrown);
    }
    return Poll.pending();
  }

  @Override
  public boolean onReady(int index, @Nullable Object value) {
    won = true;
    winner = value;
    return false;
  }

  @Override
  public boolean onThrow(int index, Throwable thrown) {
    if (failure == null) {
      failure = thrown;
    } else {
      Failures.suppress(failure, thrown);
    }
    return failuresLose;
  }

  @Override
  public void cancel() {
    if (!finished) {
      finished = true;
      children.cancel();
    }
  }
}
