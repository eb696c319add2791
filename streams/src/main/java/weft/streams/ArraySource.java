package weft.streams;

import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;

/** The elements of an array that nobody else changes. */
final class ArraySource<T> extends AbstractStream<T> {
  private final T[] elements;
  private int next;

  ArraySource(T[] elements) {
    this.elements = elements;
  }

  @Override
  public Poll<@Nullable T> pollNext(Context cx) {
    requireActive();
    if (next == elements.length) {
      return end();
    }
    if (!cx.proceed()) {
      return Poll.pending();
    }
    return Poll.ready(elements[next++]);
  }

  @Override
  public Progress pollEach(Context cx, Emitter<? super T> emitter) {
    requireActive();
    while (next < elements.length) {
      if (!cx.proceed()) {
        return Progress.PENDING;
      }
      if (!emitter.emit(elements[next++])) {
        return Progress.STOPPED;
      }
    }
    finish();
    return Progress.DONE;
  }

  @Override
  public SizeHint sizeHint() {
    return SizeHint.exactly(elements.length - next);
  }

  @Override
  public void cancel() {
    finish();
  }
}
