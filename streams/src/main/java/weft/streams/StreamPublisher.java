package weft.streams;

import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import weft.future.Spawner;

/**
 * A stream as a publisher, of Reactive Streams and of {@link Flow} at once.
 *
 * <p>Each subscription gets a task of its own, which gives every signal; a subscriber that cancels
 * has the stream cancelled on that task. If the runtime is shut down, or does not take the task,
 * the subscriber gets {@code onError} with a {@link java.util.concurrent.CancellationException}. An
 * end is told without demand where the stream's size hint says that no item is left; else it is
 * seen, and told, at the next request. What a subscriber throws against the rules ends its
 * subscription, and is reported as the task's failure.
 *
 * <p>Made of one stream, it serves one subscriber; a second one gets {@code onError} with an {@link
 * IllegalStateException}. Made of a supplier, it gives each subscriber a stream of its own.
 *
 * <p><b>Threads.</b> {@code onSubscribe} is called on the thread that subscribes, everything else
 * by the task. All methods may be called from any thread.
 *
 * @param <T> the type of the items
 */
public final class StreamPublisher<T> implements Publisher<T>, Flow.Publisher<T>, AutoCloseable {
  private final Spawner spawner;
  private final @Nullable Supplier<? extends Stream<? extends T>> supplier; // null: one-shot
  private final AtomicReference<@Nullable Stream<? extends T>> single;

  private StreamPublisher(
      Spawner spawner,
      @Nullable Supplier<? extends Stream<? extends T>> supplier,
      @Nullable Stream<? extends T> single) {
    this.spawner = Objects.requireNonNull(spawner, "spawner");
    this.supplier = supplier;
    this.single = new AtomicReference<>(single);
  }

  static <T> StreamPublisher<T> once(Stream<? extends T> stream, Spawner spawner) {
    return new StreamPublisher<>(spawner, null, Objects.requireNonNull(stream, "stream"));
  }

  static <T> StreamPublisher<T> cold(
      Supplier<? extends Stream<? extends T>> supplier, Spawner spawner) {
    return new StreamPublisher<>(spawner, Objects.requireNonNull(supplier, "supplier"), null);
  }

  @Override
  public void subscribe(Subscriber<? super T> subscriber) {
    subscribe(subscriber, new Demand());
  }

  @Override
  public void subscribe(Flow.Subscriber<? super T> subscriber) {
    subscribe(FlowAdapters.toSubscriber(Objects.requireNonNull(subscriber, "subscriber")));
  }

  /** As {@link #subscribe(Subscriber)}, for a sink, which is a subscriber of both kinds. */
  public void subscribe(SinkSubscriber<? super T> subscriber) {
    subscribe((Subscriber<? super T>) subscriber);
  }

  /** As {@link #subscribe(Subscriber)}, for a processor, which is a subscriber of both kinds. */
  public void subscribe(StreamProcessor<? super T, ?> subscriber) {
    subscribe((Subscriber<? super T>) subscriber);
  }

  void subscribe(Subscriber<? super T> subscriber, Demand demand) {
    Objects.requireNonNull(subscriber, "subscriber");
    // A supplier runs in the task, where its failure is the stream's.
    Stream<? extends T> stream =
        supplier == null ? single.getAndSet(null) : new LazySource<T>(supplier);
    Delivery<T> delivery =
        new Delivery<>(stream == null ? alreadyTaken() : stream, subscriber, demand);
    ContextCarrier.@Nullable Captured context;
    try {
      context = ContextCarrier.get().of(subscriber);
      subscriber.onSubscribe(demand);
    } catch (Throwable failure) {
      demand.cancel();
      delivery.cancel();
      System.getLogger("weft.streams")
          .log(System.Logger.Level.ERROR, "a subscriber threw from onSubscribe", failure);
      return;
    }
    try {
      spawner.spawn(ContextCarrier.in(context, delivery));
    } catch (RuntimeException refused) {
      delivery.cancel(); // does nothing where the spawner has done so
    }
  }

  private static <T> Stream<T> alreadyTaken() {
    return Streams.<T>failed(
        new IllegalStateException(
            "this publisher serves one subscriber and had one, or was closed: make it of a"
                + " supplier to serve several"));
  }

  /**
   * Cancels the stream if nobody has subscribed yet; later subscribers get an error. Subscriptions
   * go on. Of no use where the publisher was made of a supplier. Idempotent.
   */
  @Override
  public void close() {
    closeUnused();
  }

  /** As {@link #close}. Whether that has cancelled the stream. */
  boolean closeUnused() {
    Stream<? extends T> unused = single.getAndSet(null);
    if (unused == null) {
      return false;
    }
    unused.cancel();
    return true;
  }
}
