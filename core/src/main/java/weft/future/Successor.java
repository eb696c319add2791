package weft.future;

import org.jspecify.annotations.Nullable;

/** A future whose source, when it is finished, chooses another one to go on with. */
abstract class Successor<T extends @Nullable Object, R extends @Nullable Object>
    extends Wrapper<T, R> {
  private @Nullable Future<R> second;

  Successor(Future<T> source) {
    super(source);
  }

  /** Polls the first one. Answers null while it is pending, else the one to go on with. */
  abstract @Nullable Future<R> choose(Context cx) throws Exception;

  @Override
  public final Poll<R> poll(Context cx) throws Exception {
    Future<R> current = second;
    if (current == null) {
      current = choose(cx);
      if (current == null) {
        return Poll.pending();
      }
      second = current;
    }
    Poll<R> polled;
    try {
      polled = current.poll(cx);
    } catch (Throwable failure) {
      second = null;
      Failures.cancel(current);
      throw failure;
    }
    if (polled instanceof Poll.Ready) {
      second = null;
    }
    return polled;
  }

  @Override
  public void cancel() {
    super.cancel();
    Future<R> current = second;
    second = null;
    if (current != null) {
      Failures.cancel(current);
    }
  }

  final Future<R> checked(@Nullable Future<R> chosen) {
    if (chosen == null) {
      throw new NullPointerException("the function given to " + name() + " returned null");
    }
    return chosen;
  }
}
