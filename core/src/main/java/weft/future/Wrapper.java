package weft.future;

import org.jspecify.annotations.Nullable;

/** A future that owns one other: polls it until it is finished, and cancels it at most once. */
abstract class Wrapper<T extends @Nullable Object, R extends @Nullable Object>
    implements Future<R> {
  private @Nullable Future<T> source; // null once it is finished or cancelled

  Wrapper(Future<T> source) {
    this.source = source;
  }

  /** The name for messages: the method that made this future. */
  abstract String name();

  final Poll<T> pollSource(Context cx) throws Exception {
    Future<T> current = source;
    if (current == null) {
      throw Failures.finished(name());
    }
    Poll<T> polled;
    try {
      polled = current.poll(cx);
    } catch (Throwable failure) {
      source = null;
      Failures.cancel(current);
      throw failure;
    }
    if (polled instanceof Poll.Ready) {
      source = null;
    }
    return polled;
  }

  @Override
  public void cancel() {
    Future<T> current = source;
    source = null;
    if (current != null) {
      Failures.cancel(current);
    }
  }
}
