package weft.streams;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import weft.future.Future;
import weft.runtime.Handle;

/**
 * A stream for a thread that may block. Used by one thread at a time.
 *
 * @param <T> the type of the items
 */
public final class BlockingIterator<T> implements Iterator<T>, AutoCloseable {
  private final Stream<T> stream;
  private final Handle handle;
  private final Discard<T> discard;
  private @Nullable T fetched;
  private boolean finished;

  BlockingIterator(Stream<T> stream, Handle handle, Discard<T> discard) {
    this.stream = Objects.requireNonNull(stream, "stream");
    this.handle = Objects.requireNonNull(handle, "handle");
    this.discard = discard;
  }

  @Override
  public boolean hasNext() {
    if (fetched == null && !finished) {
      try {
        fetched = handle.blockOn(remembering(stream.next()));
        if (fetched == null) {
          close();
        }
      } catch (RuntimeException failure) {
        close();
        throw failure;
      } catch (Exception failure) {
        close();
        throw new CompletionException(failure);
      }
    }
    return fetched != null;
  }

  @Override
  public T next() {
    T item = hasNext() ? fetched : null;
    if (item == null) {
      throw new NoSuchElementException("the stream has ended");
    }
    fetched = null;
    return item;
  }

  /** Lets a later close know the runtime. */
  private Future<@Nullable T> remembering(Future<@Nullable T> next) {
    return cx -> {
      discard.remember(cx);
      return next.poll(cx);
    };
  }

  /**
   * Cancels the stream, unless its end was seen; an item that {@link #hasNext()} has seen and
   * nobody has taken is handed over as undelivered. Idempotent.
   */
  @Override
  public void close() {
    discard.drop(fetched);
    fetched = null;
    if (!finished) {
      finished = true;
      stream.cancel();
    }
  }
}
