package weft.streams;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;

/** Lists of items, given when they are full or some time after their first item. */
final class ChunksTimeoutStream<T> extends Stage<T, List<T>> {
  private final int size;
  private final long limitNanos;
  private final Discard<T> discard;
  private final Alarm alarm = new Alarm("chunksTimeout");
  private List<T> chunk = new ArrayList<>();

  ChunksTimeoutStream(Stream<? extends T> upstream, int size, Duration limit, Discard<T> discard) {
    super(upstream);
    this.size = Sizes.requirePositive(size, "chunk size");
    this.limitNanos = Alarm.nanos(limit, "chunk time limit");
    this.discard = discard;
  }

  @Override
  public Poll<@Nullable List<T>> pollNext(Context cx) throws Exception {
    requireActive();
    discard.remember(cx);
    while (!isReleased() && chunk.size() < size) {
      if (!(upstream.pollNext(cx) instanceof Poll.Ready<? extends T> ready)) {
        break;
      }
      T item = ready.value();
      if (item == null) {
        upstreamEnded();
      } else {
        if (chunk.isEmpty()) {
          alarm.setAfter(cx, limitNanos);
        }
        chunk.add(item);
      }
    }
    if (chunk.isEmpty()) {
      return isReleased() ? end() : Poll.pending();
    }
    if (chunk.size() < size && !isReleased() && !alarm.pollElapsed(cx)) {
      return Poll.pending();
    }
    alarm.clear();
    List<T> given = chunk;
    chunk = new ArrayList<>();
    return Poll.ready(given);
  }

  @Override
  public void cancel() {
    super.cancel();
    alarm.clear();
    discard.dropAll(chunk);
  }
}
