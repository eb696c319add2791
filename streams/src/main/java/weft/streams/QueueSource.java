package weft.streams;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import weft.Weft;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Undelivered;

/** The elements of a blocking queue, taken in batches on the blocking pool. */
final class QueueSource<T> extends AbstractStream<T> {
  /** How long a cancelled stream may still occupy its thread of the pool. */
  private static final long PATIENCE_MILLIS = 50;

  private final BlockingQueue<? extends T> queue;
  private final int batchSize;
  private final Discard<T> discard;
  private final Deque<T> batch = new ArrayDeque<>();
  private @Nullable Future<Batch<T>> fetching;
  private volatile boolean cancelled;

  /** What one job has taken; handed over as a whole if nobody receives it. */
  private record Batch<T>(List<T> elements, Discard<T> discard) implements Undelivered {
    @Override
    public void onUndelivered() {
      elements.forEach(discard::drop);
    }
  }

  QueueSource(BlockingQueue<? extends T> queue, int batchSize, Discard<T> discard) {
    this.discard = discard;
    this.queue = Objects.requireNonNull(queue, "queue");
    this.batchSize = Sizes.requirePositive(batchSize, "batch size");
  }

  @Override
  public Poll<@Nullable T> pollNext(Context cx) throws Exception {
    requireActive();
    discard.remember(cx);
    if (!cx.proceed()) {
      return Poll.pending();
    }
    if (batch.isEmpty()) {
      Future<Batch<T>> waiting = fetching;
      if (waiting == null) {
        waiting = Weft.spawnBlocking(this::fetch);
        fetching = waiting;
      }
      if (!(waiting.poll(cx) instanceof Poll.Ready<Batch<T>> ready)) {
        return Poll.pending();
      }
      fetching = null;
      batch.addAll(ready.value().elements());
    }
    return Poll.ready(batch.remove());
  }

  /** On the blocking pool: waits for an element and takes those that are behind it. */
  private Batch<T> fetch() throws InterruptedException {
    List<T> elements = new ArrayList<>();
    while (!cancelled) {
      T first = queue.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      if (first != null) {
        elements.add(first);
        queue.drainTo(elements, batchSize - 1);
        break;
      }
    }
    return new Batch<>(elements, discard);
  }

  @Override
  public void cancel() {
    finish();
    cancelled = true;
    discard.dropAll(batch);
    Future<Batch<T>> waiting = fetching;
    fetching = null;
    if (waiting != null) {
      waiting.cancel();
    }
  }
}
