package weft.streams;

import java.util.ArrayList;
import java.util.List;
import weft.future.Context;

/** Lists of a fixed number of items; the last one may be shorter. */
final class ChunksStream<T> extends ItemStage<T, List<T>> {
  private final int size;
  private final Discard<T> discard;
  private List<T> chunk;

  ChunksStream(Stream<? extends T> upstream, int size, Discard<T> discard) {
    super(upstream);
    this.size = Sizes.requirePositive(size, "chunk size");
    this.discard = discard;
    this.chunk = new ArrayList<>();
  }

  @Override
  void prepare(Context cx) {
    discard.remember(cx);
  }

  @Override
  public boolean emit(T item) {
    chunk.add(item);
    return chunk.size() < size || down.emit(take());
  }

  @Override
  boolean flushAtEnd() {
    return chunk.isEmpty() || down.emit(take());
  }

  private List<T> take() {
    List<T> full = chunk;
    chunk = new ArrayList<>(Math.min(size, full.size()));
    return full;
  }

  @Override
  public void cancel() {
    super.cancel();
    discard.dropAll(chunk);
  }
}
