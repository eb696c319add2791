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
      int until = next + cx.proceed(Math.min(Sizes.TURN, elements.length - next));
      if (next == until) {
        return Progress.PENDING;
      }
      boolean wanted = true;
      while (wanted && next < until) {
        wanted = emitter.emit(elements[next++]);
      }
      if (!wanted) {
        cx.refund(until - next);
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
