package weft.streams;

import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import weft.future.Spawner;
import weft.future.ThrowingFunction;
import weft.runtime.Handle;

/**
 * Operators across tasks. Each has a buffer of a given size.
 *
 * <p>The parts of one stream are guarded by a lock, under which upstream is polled and the
 * functions that are given here (a condition, a copier) are run: they must not wait for another
 * part. What is dropped is handed over without the lock.
 */
public final class Sharing {
  private Sharing() {}

  /**
   * The two parts of a stream. Each may be read by another task, and both are to be read or
   * cancelled: a part that nobody reads stops the other one when its buffer is full.
   *
   * @param matching the items that fulfil the condition
   * @param others the other ones
   * @param <T> the type of the items
   */
  public record Split<T>(Stream<T> matching, Stream<T> others) {}

  /**
   * Runs upstream in a task of its own, up to {@code size} items ahead. The task is spawned at the
   * first poll, and cancelled with this stream. A failure comes after the items before it; if the
   * runtime shuts down, the stream fails with a {@link java.util.concurrent.CancellationException}.
   *
   * <p>While both tasks are at work on different threads, the one that has to wait does so for some
   * microseconds within its poll, before it lets its thread go on: waking a thread takes longer.
   */
  public static <T> Operator<T, T> runOn(Spawner spawner, int size) {
    return upstream -> new RunOnStream<>(upstream, spawner, size, Discard.<T>toRuntime());
  }

  /** As {@link #runOn(Spawner, int)}, with a consumer of what is dropped on cancellation. */
  public static <T> Operator<T, T> runOn(Spawner spawner, int size, Consumer<? super T> onDiscard) {
    return upstream -> new RunOnStream<>(upstream, spawner, size, Discard.<T>to(onDiscard));
  }

  /** As {@link #runOn(Spawner, int)}, with the task on a runtime. */
  public static <T> Operator<T, T> runOn(Handle handle, int size) {
    return runOn(Spawners.of(handle), size);
  }

  /** As {@link #runOn(Spawner, int, Consumer)}, with the task on a runtime. */
  public static <T> Operator<T, T> runOn(Handle handle, int size, Consumer<? super T> onDiscard) {
    return runOn(Spawners.of(handle), size, onDiscard);
  }

  /** One stream for many subscribers, with {@code buffer} items waiting for each. */
  public static <T> Shared<T> share(Stream<? extends T> upstream, int buffer) {
    return new Shared<>(new ShareHub<>(upstream, buffer, null, Discard.toRuntime()));
  }

  /**
   * As {@link #share(Stream, int)}, for items that are counted or owned: each subscriber gets a
   * copy of its own, and {@code onDiscard} gets the item itself once its copies were made, and each
   * copy that a cancelled subscriber had not read. For Netty's buffers: {@code
   * ByteBuf::retainedDuplicate} and {@code ByteBuf::release}.
   */
  public static <T> Shared<T> share(
      Stream<? extends T> upstream,
      int buffer,
      ThrowingFunction<? super T, ? extends T> copier,
      Consumer<? super T> onDiscard) {
    Objects.requireNonNull(copier, "copier");
    return new Shared<>(new ShareHub<T>(upstream, buffer, copier, Discard.to(onDiscard)));
  }

  /** Parts a stream in two, with up to {@code buffer} items waiting in each part. */
  public static <T> Split<T> split(
      Stream<? extends T> upstream, Predicate<? super T> condition, int buffer) {
    return new SplitHub<T>(upstream, condition, buffer, Discard.toRuntime()).streams();
  }

  /** As {@link #split(Stream, Predicate, int)}, with a consumer of what is dropped. */
  public static <T> Split<T> split(
      Stream<? extends T> upstream,
      Predicate<? super T> condition,
      int buffer,
      Consumer<? super T> onDiscard) {
    return new SplitHub<T>(upstream, condition, buffer, Discard.to(onDiscard)).streams();
  }
}
