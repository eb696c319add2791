package weft.streams;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import weft.future.Future;
import weft.future.ThrowingFunction;

/**
 * Operators that hold items back, for {@link Stream#via}. Each has a size; what it holds when it is
 * cancelled goes to {@code onDiscard}, or where that is not given to {@link
 * weft.future.Undelivered}.
 */
public final class Batching {
  private Batching() {}

  /** Lists of {@code size} items; the last one may be shorter. Also {@link Stream#chunks}. */
  public static <T> Operator<T, List<T>> chunks(int size) {
    return upstream -> new ChunksStream<>(upstream, size, Discard.toRuntime());
  }

  /** As {@link #chunks(int)}, with a consumer of what is dropped on cancellation. */
  public static <T> Operator<T, List<T>> chunks(int size, Consumer<? super T> onDiscard) {
    return upstream -> new ChunksStream<>(upstream, size, Discard.to(onDiscard));
  }

  /**
   * Lists of up to {@code size} items, given when they are full or {@code limit} after their first
   * item came. An item that is ready at once is taken before the limit is looked at.
   */
  public static <T> Operator<T, List<T>> chunksTimeout(int size, Duration limit) {
    return upstream -> new ChunksTimeoutStream<>(upstream, size, limit, Discard.toRuntime());
  }

  /** As {@link #chunksTimeout(int, Duration)}, with a consumer of what is dropped. */
  public static <T> Operator<T, List<T>> chunksTimeout(
      int size, Duration limit, Consumer<? super T> onDiscard) {
    return upstream -> new ChunksTimeoutStream<>(upstream, size, limit, Discard.to(onDiscard));
  }

  /**
   * Streams of {@code size} items each. A window may be given to another task; up to {@code size}
   * items wait in it. Asking for the next window pulls upstream past the current one. The items of
   * a window that is cancelled are dropped.
   */
  public static <T> Operator<T, Stream<T>> window(int size) {
    return upstream -> new WindowHub<>(upstream, size, Discard.<T>toRuntime()).windows();
  }

  /** As {@link #window(int)}, with a consumer of what is dropped. */
  public static <T> Operator<T, Stream<T>> window(int size, Consumer<? super T> onDiscard) {
    return upstream -> new WindowHub<>(upstream, size, Discard.<T>to(onDiscard)).windows();
  }

  /**
   * Takes up to {@code size} items ahead whenever an item is asked for. It has no task of its own:
   * upstream that shall go on meanwhile needs {@link Sharing#runOn}. A failure comes after the
   * items that came before it.
   */
  public static <T> Operator<T, T> buffer(int size) {
    return upstream -> new BufferStream<>(upstream, size, Discard.toRuntime());
  }

  /** As {@link #buffer(int)}, with a consumer of what is dropped on cancellation. */
  public static <T> Operator<T, T> buffer(int size, Consumer<? super T> onDiscard) {
    return upstream -> new BufferStream<>(upstream, size, Discard.to(onDiscard));
  }

  /**
   * As {@link Stream#mapAsync}, with a consumer of the values that wait for an earlier one when the
   * stream is cancelled or fails. (Unordered, no value waits: there is nothing to drop.)
   */
  public static <T, R> Operator<T, R> mapAsync(
      int concurrency,
      ThrowingFunction<? super T, ? extends Future<? extends R>> mapper,
      Consumer<? super R> onDiscard) {
    return upstream -> new MapAsyncStream<>(upstream, concurrency, mapper, Discard.to(onDiscard));
  }

  /** All items that are ready when one is asked for, merged into one. */
  public static <T> Operator<T, T> conflate(BinaryOperator<T> merger) {
    Objects.requireNonNull(merger, "merger");
    return upstream -> new ConflateStream<>(upstream, merger, Discard.toRuntime());
  }

  /** The latest of all items that are ready when one is asked for; the others are dropped. */
  public static <T> Operator<T, T> latest() {
    return upstream -> new ConflateStream<>(upstream, null, Discard.toRuntime());
  }

  /** As {@link #latest()}, with a consumer of what is dropped. */
  public static <T> Operator<T, T> latest(Consumer<? super T> onDiscard) {
    return upstream -> new ConflateStream<>(upstream, null, Discard.to(onDiscard));
  }
}
