package weft.streams;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;

/**
 * Streams by key, and the stream of their items as they come, each with its key. A stream that has
 * ended is taken out. Only streams that were woken are polled, each in its turn.
 *
 * <p>Unlike other streams it may be polled again after it said that it has ended: it is empty then,
 * and goes on when a stream was put in. A stream that throws is taken out, and the map throws; the
 * others stay, and the map may be polled again.
 *
 * <p>Streams may be put in and taken out between polls, and from inside the poll of one of them: a
 * stream may take itself out, or put its successor under its own key. It is cancelled then once its
 * poll is left; an item that it still gives comes with its key.
 *
 * <p><b>Cancellation.</b> Cancels all streams. {@link #next()} and {@link #nextMany} lose nothing.
 *
 * @param <K> the type of the keys
 * @param <T> the type of the items
 */
public final class StreamMap<K, T> implements Stream<StreamMap.Entry<K, T>> {
  private final Map<K, Child<Stream<? extends T>>> children = new HashMap<>();
  private final StreamSet<T> streams = new StreamSet<>();
  private final OneItem<Entry<K, T>> one = new OneItem<>();
  private @Nullable Exception delayed; // came after items that nextMany had to give first

  /**
   * An item and the key of its stream.
   *
   * @param key the key
   * @param item the item
   * @param <K> the type of the key
   * @param <T> the type of the item
   */
  public record Entry<K, T>(K key, T item) {}

  private StreamMap() {}

  /** An empty map. */
  public static <K, T> StreamMap<K, T> create() {
    return new StreamMap<>();
  }

  /** Puts a stream in; one that was there under the same key is cancelled. */
  public void put(K key, Stream<? extends T> stream) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(stream, "stream");
    remove(key);
    children.put(key, streams.add(stream, key));
  }

  /** Takes a stream out and cancels it. Whether it was there. */
  public boolean remove(K key) {
    Child<Stream<? extends T>> child = children.remove(key);
    if (child == null) {
      return false;
    }
    streams.remove(child);
    return true;
  }

  /** Whether there is a stream under {@code key} that has not ended as far as is known. */
  public boolean containsKey(K key) {
    return children.containsKey(key);
  }

  /** A copy of the keys. */
  public Set<K> keys() {
    return Set.copyOf(children.keySet());
  }

  /** The number of streams. */
  public int size() {
    return children.size();
  }

  /** Whether there is no stream. */
  public boolean isEmpty() {
    return children.isEmpty();
  }

  @Override
  public Progress pollEach(Context cx, Emitter<? super Entry<K, T>> emitter) throws Exception {
    Exception failed = delayed;
    if (failed != null) {
      delayed = null;
      throw failed;
    }
    return streams.pollEach(
        cx, item -> emitter.emit(new Entry<>(key(streams.note()), item)), this::ended);
  }

  @SuppressWarnings("unchecked") // notes are keys
  private K key(@Nullable Object note) {
    return (K) Objects.requireNonNull(note);
  }

  private void ended(@Nullable Object note) {
    children.remove(key(note));
  }

  @Override
  public Poll<@Nullable Entry<K, T>> pollNext(Context cx) throws Exception {
    return one.poll(cx, this);
  }

  /**
   * What is there at once, at least one item and at most {@code limit}; an empty list only if there
   * is no stream. The map stays with its owner.
   */
  public Future<List<Entry<K, T>>> nextMany(int limit) {
    Sizes.requirePositive(limit, "limit");
    return cx -> {
      List<Entry<K, T>> entries = new ArrayList<>();
      Progress progress = Progress.STOPPED;
      try {
        progress =
            pollEach(
                cx,
                entry -> {
                  entries.add(entry);
                  return entries.size() < limit;
                });
      } catch (Exception failure) {
        if (entries.isEmpty()) {
          throw failure;
        }
        delayed = failure;
      }
      return entries.isEmpty() && progress == Progress.PENDING
          ? Poll.pending()
          : Poll.ready(entries);
    };
  }

  @Override
  public void cancel() {
    children.clear();
    streams.cancelAll();
  }
}
