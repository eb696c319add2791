package weft.future;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link Futures#select} and {@link Futures#selectBiased}. */
final class SelectFuture<R extends @Nullable Object> implements Future<R>, Children.Listener {
  private final boolean biased;
  private final List<Select.On<?, R>> branches = new ArrayList<>();
  private final Children children;
  private Select.@Nullable Otherwise<R> otherwise;
  private @Nullable Future<R> handled; // of the winner's handler
  private int winner = -1;
  private @Nullable Object value;
  private boolean finished;

  SelectFuture(boolean biased, Select.Branch<R>[] all) {
    this.biased = biased;
    List<Future<?>> futures = new ArrayList<>();
    for (Select.Branch<R> branch : all) {
      if (branch instanceof Select.Otherwise<R> last) {
        otherwise = last.enabled ? last : otherwise;
      } else if (branch instanceof Select.On<?, R> on && on.future != null) {
        branches.add(on);
        futures.add(on.future);
      }
    }
    children = Children.ordered(futures.toArray(Future<?>[]::new));
  }

  @Override
  public Poll<R> poll(Context cx) throws Exception {
    if (finished) {
      throw Failures.finished("select");
    }
    try {
      Poll<R> polled = handled == null ? pollBranches(cx) : handled.poll(cx);
      if (polled instanceof Poll.Ready) {
        handled = null;
        finished = true;
      }
      return polled;
    } catch (Throwable failure) {
      cancel();
      throw failure;
    }
  }

  private Poll<R> pollBranches(Context cx) throws Exception {
    int count = children.count();
    if (count == 0) {
      return Poll.ready(noBranch());
    }
    // Without budget no leaf would give anything, but a branch that ignores the budget would win
    // every time: so nobody is asked.
    if (!cx.hasBudget() && !cx.proceed()) {
      return Poll.pending();
    }
    children.poll(cx, biased ? 0 : cx.random(count), this);
    if (winner < 0) {
      return Poll.pending();
    }
    children.cancel(); // before the handler runs: it may use what the losers held
    Object won = value;
    value = null;
    Future<R> next = branches.get(winner).handle(won);
    handled = next;
    return next.poll(cx);
  }

  private R noBranch() throws Exception {
    if (otherwise == null) {
      throw new IllegalStateException(
          "select has no enabled branch: enable one, or add Select.otherwise");
    }
    return otherwise.body.call();
  }

  @Override
  public boolean onReady(int index, @Nullable Object ready) {
    winner = index;
    value = ready;
    return false;
  }

  @Override
  public boolean onThrow(int index, Throwable failure) throws Exception {
    throw Failures.rethrow(failure);
  }

  @Override
  public void cancel() {
    if (finished) {
      return;
    }
    finished = true;
    children.cancel();
    Future<R> current = handled;
    handled = null;
    if (current != null) {
      Failures.cancel(current);
    }
  }
}
