package weft.streams;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;

/**
 * Takes up to a number of items ahead whenever it is asked for one. A failure of upstream comes
 * after the items that came before it.
 */
final class BufferStream<T> extends Stage<T, T> {
  private final int size;
  private final Discard<T> discard;
  private final Deque<T> buffer = new ArrayDeque<>();
  private @Nullable Exception failed;

  BufferStream(Stream<? extends T> upstream, int size, Discard<T> discard) {
    super(upstream);
    this.size = Sizes.requirePositive(size, "buffer size");
    this.discard = discard;
  }

  @Override
  public Poll<@Nullable T> pollNext(Context cx) throws Exception {
    requireActive();
    discard.remember(cx);
    try {
      fill(cx);
    } catch (Exception failure) {
      release();
      failed = failure;
    }
    T head = buffer.poll();
    if (head != null) {
      return Poll.ready(head);
    }
    if (failed != null) {
      throw fail(failed);
    }
    return isReleased() ? end() : Poll.pending();
  }

  private void fill(Context cx) throws Exception {
    while (!isReleased() && buffer.size() < size) {
      if (!(upstream.pollNext(cx) instanceof Poll.Ready<? extends T> ready)) {
        return;
      }
      T item = ready.value();
      if (item == null) {
        upstreamEnded();
      } else {
        buffer.add(item);
      }
    }
  }

  @Override
  public SizeHint sizeHint() {
    SizeHint held = SizeHint.exactly(buffer.size());
    return isReleased() ? held : upstream.sizeHint().plus(held);
  }

  @Override
  public void cancel() {
    super.cancel();
    discard.dropAll(buffer);
  }
}
