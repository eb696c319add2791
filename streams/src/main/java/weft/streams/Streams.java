package weft.streams;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;
import weft.future.Future;
import weft.future.Futures;
import weft.future.ThrowingFunction;
import weft.io.AsyncRead;
import weft.net.TcpListener;
import weft.net.TcpStream;
import weft.sync.Broadcast;
import weft.sync.Mpsc;
import weft.sync.Watch;

/**
 * Sources: where streams begin. All are lazy, and each stream has one owner. Sources in memory take
 * a unit of the task's budget per item, so that a long one does not hold a worker.
 */
public final class Streams {
  private static final Runnable NOTHING = () -> {};

  private Streams() {}

  // ---- In memory.

  /** The given items. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the copy has the type that it was called with
  public static <T> Stream<T> of(T... items) {
    T[] copy = Objects.requireNonNull(items, "items").clone();
    for (int i = 0; i < copy.length; i++) {
      if (copy[i] == null) {
        throw new NullPointerException("item " + i + " is null, but items are never null");
      }
    }
    return new ArraySource<>(copy);
  }

  /** No item. */
  public static <T> Stream<T> empty() {
    return new IteratorSource<>(Collections::emptyIterator, SizeHint.exactly(0), NOTHING);
  }

  /** Fails at once. */
  public static <T> Stream<T> failed(Exception failure) {
    return new FailedSource<>(failure);
  }

  /** The whole numbers from {@code start} to {@code end - 1}. */
  public static Stream<Integer> range(int start, int end) {
    return new RangeSource(start, end);
  }

  /** The seed, then each time what {@code step} makes of the item before; without end. */
  public static <T> Stream<T> iterate(T seed, UnaryOperator<T> step) {
    return new IterateSource<>(seed, step);
  }

  /**
   * An item, and what the next step starts from.
   *
   * @param item the item
   * @param state the state for the next step
   * @param <S> the type of the state
   * @param <T> the type of the item
   */
  public record Step<S, T>(T item, S state) {}

  /**
   * The items of steps, each a future that is made from the state of the one before; a step that is
   * null ends the stream. For what can be computed at once use {@code Futures.ready}.
   */
  public static <S, T> Stream<T> unfold(
      S seed, ThrowingFunction<? super S, ? extends Future<@Nullable Step<S, T>>> step) {
    return new UnfoldSource<>(seed, step);
  }

  /** The elements of {@code iterable}, whose iterator is made at the first poll. */
  public static <T> Stream<T> fromIterable(Iterable<? extends T> iterable) {
    SizeHint size =
        iterable instanceof Collection<?> collection
            ? SizeHint.exactly(collection.size())
            : SizeHint.UNKNOWN;
    return new IteratorSource<>(
        Objects.requireNonNull(iterable, "iterable")::iterator, size, NOTHING);
  }

  /** The remaining elements of {@code iterator}. */
  public static <T> Stream<T> fromIterator(Iterator<? extends T> iterator) {
    Objects.requireNonNull(iterator, "iterator");
    return new IteratorSource<>(() -> iterator, SizeHint.UNKNOWN, NOTHING);
  }

  /**
   * The elements of a {@code java.util.stream.Stream}, which is closed at the end or on cancel.
   * What closing throws is this stream's failure at the end; on cancel it is logged.
   */
  public static <T> Stream<T> fromJavaStream(java.util.stream.Stream<? extends T> stream) {
    Objects.requireNonNull(stream, "stream");
    return new IteratorSource<>(stream::iterator, SizeHint.UNKNOWN, stream::close);
  }

  /** A stream that is made when it is first polled, and not at all if it never is. */
  public static <T> Stream<T> lazy(Supplier<? extends Stream<? extends T>> supplier) {
    return new LazySource<>(supplier);
  }

  // ---- From elsewhere.

  /** The value of {@code future}; no item if that is null. */
  public static <T> Stream<T> fromFuture(Future<? extends @Nullable T> future) {
    return new FutureSource<>(future);
  }

  /**
   * The value of {@code stage}; no item if that is null. Cancelling cancels a completable future.
   */
  public static <T> Stream<T> fromCompletionStage(CompletionStage<? extends @Nullable T> stage) {
    return new FutureSource<>(Futures.fromCompletionStage(Objects.requireNonNull(stage, "stage")));
  }

  /**
   * What {@code publisher} publishes. Subscribes at the first poll; asks for {@code prefetch}
   * items, and for more once three quarters of them were taken; {@link Integer#MAX_VALUE} asks for
   * everything at once. Memory is needed for items that wait, not for a high limit. Items that were
   * not taken when this stream is cancelled, or that come later, are handed over as undelivered. A
   * failure that is neither an exception nor an error comes as the cause of a {@link
   * java.util.concurrent.CompletionException}.
   */
  public static <T> Stream<T> fromPublisher(Publisher<? extends T> publisher, int prefetch) {
    return subscribing(publisher, prefetch, Discard.toRuntime());
  }

  /** As {@link #fromPublisher(Publisher, int)}, with a consumer of what is dropped. */
  public static <T> Stream<T> fromPublisher(
      Publisher<? extends T> publisher, int prefetch, Consumer<? super T> onDiscard) {
    return subscribing(publisher, prefetch, Discard.to(onDiscard));
  }

  /** As {@link #fromPublisher(Publisher, int)}, for a publisher of {@link Flow}. */
  public static <T> Stream<T> fromFlowPublisher(
      Flow.Publisher<? extends T> publisher, int prefetch) {
    return fromPublisher(
        FlowAdapters.<T>toPublisher(Objects.requireNonNull(publisher, "publisher")), prefetch);
  }

  /** As {@link #fromFlowPublisher(Flow.Publisher, int)}, with a consumer of what is dropped. */
  public static <T> Stream<T> fromFlowPublisher(
      Flow.Publisher<? extends T> publisher, int prefetch, Consumer<? super T> onDiscard) {
    return fromPublisher(
        FlowAdapters.<T>toPublisher(Objects.requireNonNull(publisher, "publisher")),
        prefetch,
        onDiscard);
  }

  private static <T> Stream<T> subscribing(
      Publisher<? extends T> publisher, int prefetch, Discard<T> discard) {
    Objects.requireNonNull(publisher, "publisher");
    Inlet<T> inlet = new Inlet<>(prefetch, discard);
    inlet.onFirstPoll(() -> ContextCarrier.get().subscribe(publisher, inlet));
    return inlet;
  }

  /**
   * Counts ticks from zero: one at once, then one each {@code period}, on the clock of the executor
   * that polls. Ticks that nobody took in time come at once, so that none is missing.
   */
  public static Stream<Long> interval(Duration period) {
    return new IntervalSource(period);
  }

  /**
   * What is read from {@code source}, in new buffers of up to {@code bufferSize} bytes. The source
   * stays with its owner, who closes it.
   */
  public static Stream<ByteBuffer> bytes(AsyncRead source, int bufferSize) {
    return new BytesSource(source, bufferSize);
  }

  /**
   * The lines of {@code source}, without their ends ({@code \n} or {@code \r\n}); what follows the
   * last end is a line, too. Fails with an {@link IOException} on a line of more than {@code
   * maxLineLength} bytes, its end not counted, and on one that is no text of {@code charset}. The
   * source stays with its owner; what was read and not given is lost on cancellation.
   *
   * @throws IllegalArgumentException if a line feed in {@code charset} is not the single byte 0x0A,
   *     as in UTF-16
   */
  public static Stream<String> lines(AsyncRead source, Charset charset, int maxLineLength) {
    return new LinesSource(source, charset, maxLineLength);
  }

  /** The values of a channel, until its senders are gone. The stream owns the receiver. */
  public static <T> Stream<T> fromReceiver(Mpsc.Receiver<T> receiver) {
    Objects.requireNonNull(receiver, "receiver");
    return new ReceiverSource<>(receiver::pollReceive, receiver::close, null);
  }

  /**
   * The values of a broadcast, until its senders are gone. A receiver that lags behind fails the
   * stream with a {@link weft.sync.LaggedException}. The stream owns the receiver.
   */
  public static <T> Stream<T> fromReceiver(Broadcast.Receiver<T> receiver) {
    Objects.requireNonNull(receiver, "receiver");
    return new ReceiverSource<>(receiver::pollReceive, receiver::close, null);
  }

  /**
   * The values of a broadcast, until its senders are gone; {@code onLag} is told how many were
   * missed when the receiver has lagged behind, and the stream goes on with the oldest one kept.
   */
  public static <T> Stream<T> fromReceiver(Broadcast.Receiver<T> receiver, LongConsumer onLag) {
    Objects.requireNonNull(receiver, "receiver");
    Objects.requireNonNull(onLag, "onLag");
    return new ReceiverSource<>(receiver::pollReceive, receiver::close, onLag);
  }

  /**
   * The latest value of a watch each time that it was changed, until its senders are gone; values
   * in between are left out. The stream owns the receiver. Whether the current value comes first
   * depends on whether the receiver has seen it ({@code markChanged()}, {@code markSeen()}).
   */
  public static <T> Stream<T> fromWatch(Watch.Receiver<T> receiver) {
    return new WatchSource<>(receiver);
  }

  /**
   * The elements of a blocking queue, up to {@code batch} of them taken at a time on the runtime's
   * blocking pool; without end. Elements that were taken and not given when the stream is cancelled
   * are handed over as undelivered.
   */
  public static <T> Stream<T> fromBlockingQueue(BlockingQueue<? extends T> queue, int batch) {
    return new QueueSource<>(queue, batch, Discard.toRuntime());
  }

  /** As {@link #fromBlockingQueue(BlockingQueue, int)}, with a consumer of what is dropped. */
  public static <T> Stream<T> fromBlockingQueue(
      BlockingQueue<? extends T> queue, int batch, Consumer<? super T> onDiscard) {
    return new QueueSource<T>(queue, batch, Discard.to(onDiscard));
  }

  /** The connections of {@code listener}, which the stream owns: cancelling closes it. */
  public static Stream<TcpStream> accepted(TcpListener listener) {
    return new AcceptSource(listener);
  }

  /**
   * The items that straight-line code emits, which runs while the stream is polled:
   *
   * <pre>{@code
   * Streams.<String>generate(out -> {
   *   for (int page = 0; ; page++) {
   *     for (String row : await(fetch(page))) out.emit(row);
   *   }
   * });
   * }</pre>
   *
   * <p>The code waits at {@code emit} until the item before was taken: one item at most waits in
   * between. It does not run before the first poll, and is unwound when the stream is cancelled; an
   * item that waits then counts as undelivered.
   */
  public static <T> Stream<T> generate(Emission.Body<T> body) {
    return new GenerateSource<>(body);
  }

  // ---- Out of several streams.

  /** The items of all as they come. A failure of one cancels the others. */
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public static <T> Stream<T> merge(Stream<? extends T>... streams) {
    Objects.requireNonNull(streams, "streams");
    return Streams.<T>merge(Arrays.asList(streams));
  }

  /** The items of all as they come. A failure of one cancels the others. */
  public static <T> Stream<T> merge(Collection<? extends Stream<? extends T>> streams) {
    return new MergeStream<>(parts(streams));
  }

  /** One stream after the other. */
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public static <T> Stream<T> concat(Stream<? extends T>... streams) {
    Objects.requireNonNull(streams, "streams");
    return Streams.<T>concat(Arrays.asList(streams));
  }

  /** One stream after the other. */
  public static <T> Stream<T> concat(Collection<? extends Stream<? extends T>> streams) {
    return new ConcatStream<>(parts(streams));
  }

  /** One item of each, in lists; ends with the shortest one. */
  public static <T> Stream<List<T>> zip(Collection<? extends Stream<? extends T>> streams) {
    return new ZipAllStream<>(parts(streams));
  }

  /**
   * The latest item of each, combined anew whenever one of them gives an item, once each has given
   * one. Ends when all have ended, or when one ends that has given nothing.
   */
  public static <T, R> Stream<R> combineLatest(
      Collection<? extends Stream<? extends T>> streams,
      ThrowingFunction<? super List<T>, ? extends R> combiner) {
    return new CombineLatestStream<T, R>(parts(streams), combiner);
  }

  /** An item of each in strict turn; those that have ended are left out. */
  public static <T> Stream<T> interleave(Collection<? extends Stream<? extends T>> streams) {
    return new InterleaveStream<>(parts(streams));
  }

  /** A copy that has no null in it. */
  private static <T> List<Stream<? extends T>> parts(
      Collection<? extends Stream<? extends T>> streams) {
    List<Stream<? extends T>> parts = new ArrayList<>(Objects.requireNonNull(streams, "streams"));
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) == null) {
        throw new NullPointerException("stream " + i + " is null");
      }
    }
    return parts;
  }

  // ---- Again and again.

  /**
   * The supplier's stream; when it fails, a new one, after a wait. Attempts are counted in a row:
   * an item starts the count anew. When they are used up, the last exception fails the stream.
   * Items that were given stay given, so that some may come twice. A supplier that throws an
   * exception has made an attempt that failed.
   */
  public static <T> Stream<T> retry(
      Supplier<? extends Stream<? extends T>> supplier, Backoff backoff) {
    return new ResubscribeSource<>(supplier, backoff, failure -> true);
  }

  /** As {@link #retry(Supplier, Backoff)}, for those exceptions that fulfil a condition. */
  public static <T> Stream<T> retry(
      Supplier<? extends Stream<? extends T>> supplier,
      Backoff backoff,
      Predicate<? super Exception> retryOn) {
    return new ResubscribeSource<>(supplier, backoff, Objects.requireNonNull(retryOn, "retryOn"));
  }

  /** The supplier's stream; when it has ended, a new one, after a wait, as often as is said. */
  public static <T> Stream<T> repeat(
      Supplier<? extends Stream<? extends T>> supplier, Backoff pauses) {
    return new ResubscribeSource<>(supplier, pauses, null);
  }
}
