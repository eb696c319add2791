package weft.streams;

import java.util.Iterator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;

/** The elements of an iterator, which is asked for at the first poll. */
final class IteratorSource<T> extends AbstractStream<T> {
  private final Supplier<? extends Iterator<? extends T>> start;
  private final Runnable onClose;
  private @Nullable Iterator<? extends T> iterator;
  private SizeHint initialSize;

  IteratorSource(
      Supplier<? extends Iterator<? extends T>> start, SizeHint initialSize, Runnable onClose) {
    this.start = start;
    this.initialSize = initialSize;
    this.onClose = onClose;
  }

  @Override
  public Poll<@Nullable T> pollNext(Context cx) {
    Iterator<? extends T> elements = elements();
    if (!elements.hasNext()) {
      close();
      return Poll.end();
    }
    if (!cx.proceed()) {
      return Poll.pending();
    }
    return Poll.ready(next(elements));
  }

  @Override
  public Progress pollEach(Context cx, Emitter<? super T> emitter) {
    Iterator<? extends T> elements = elements();
    while (elements.hasNext()) {
      if (!cx.proceed()) {
        return Progress.PENDING;
      }
      if (!emitter.emit(next(elements))) {
        return Progress.STOPPED;
      }
    }
    close();
    return Progress.DONE;
  }

  private Iterator<? extends T> elements() {
    requireActive();
    Iterator<? extends T> elements = iterator;
    if (elements == null) {
      elements = Failures.requireResult(start.get(), "fromIterable: the iterable", "an iterator");
      iterator = elements;
    }
    return elements;
  }

  private T next(Iterator<? extends T> elements) {
    initialSize = initialSize.minus(1);
    T element = elements.next();
    if (element == null) {
      throw new NullPointerException("the iterator gave null, but items are never null");
    }
    return element;
  }

  @Override
  public SizeHint sizeHint() {
    return initialSize;
  }

  private void close() {
    finish();
    onClose.run();
  }

  @Override
  public void cancel() {
    if (isFinished()) {
      return;
    }
    try {
      close();
    } catch (Throwable failure) {
      System.getLogger("weft.streams")
          .log(System.Logger.Level.ERROR, "closing a cancelled stream failed", failure);
    }
  }
}
