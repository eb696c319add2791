package weft.tck;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Poll;
import weft.future.Spawner;
import weft.streams.Publishers;
import weft.streams.Sharing;
import weft.streams.Sink;
import weft.streams.SinkSubscriber;
import weft.streams.Stream;
import weft.streams.Streams;

/** What the verifications have in common: our publishers and subscribers, made by public means. */
final class Subjects {
  private static final int PREFETCH = 8;

  private Subjects() {}

  /** A stream that says how long it is, to one subscriber. */
  static Publisher<Integer> once(int count, Spawner spawner) {
    return Streams.range(0, count).toPublisher(spawner);
  }

  /** A stream of its own for each subscriber. */
  static Publisher<Integer> cold(int count, Spawner spawner) {
    return Publishers.cold(() -> Streams.range(0, count), spawner);
  }

  /** A stream that does not say how long it is, behind an asynchronous boundary. */
  static Publisher<Integer> acrossTasks(int count, Spawner spawner) {
    return Streams.range(0, count)
        .filter(item -> true)
        .via(Sharing.<Integer>runOn(spawner, PREFETCH))
        .toPublisher(spawner);
  }

  /** A publisher that has been a stream in between. */
  static Publisher<Integer> thereAndBack(int count, Spawner spawner) {
    return Streams.fromPublisher(once(count, spawner), PREFETCH).toPublisher(spawner);
  }

  /** A subscriber as the sink into which a stream is forwarded. */
  static Publisher<Integer> forwarded(int count, Spawner spawner) {
    AtomicBoolean taken = new AtomicBoolean();
    return subscriber -> {
      Sink<Integer> sink = Sink.fromSubscriber(subscriber);
      if (taken.compareAndSet(false, true)) {
        spawner.spawn(Streams.range(0, count).forward(sink).recover(failure -> null));
      } else {
        spawner.spawn(Streams.<Integer>empty().forward(sink));
      }
    };
  }

  /** One value, or none, out of a future. */
  static Publisher<Integer> future(int count, Spawner spawner) {
    Future<Integer> value = count == 0 ? cx -> Poll.end() : Futures.ready(0);
    return Publishers.fromFuture(value, spawner);
  }

  /** A subscriber of {@code Flow} as the sink into which a stream is forwarded. */
  static Flow.Publisher<Integer> forwardedFlow(int count, Spawner spawner) {
    AtomicBoolean taken = new AtomicBoolean();
    return subscriber -> {
      Sink<Integer> sink = Sink.fromFlowSubscriber(subscriber);
      Stream<Integer> stream =
          taken.compareAndSet(false, true) ? Streams.range(0, count) : Streams.empty();
      spawner.spawn(stream.forward(sink).recover(failure -> null));
    };
  }

  /** A stream to a subscriber that has a context of Reactor's. */
  static Publisher<Integer> inContext(int count, Spawner spawner) {
    Publisher<Integer> publisher = once(count, spawner);
    return subscriber -> publisher.subscribe(WithContext.of(subscriber));
  }

  /** A sink as a subscriber. */
  static SinkSubscriber<Integer> sink(Spawner spawner) {
    return Sink.<Integer>collecting().toSubscriber(spawner, PREFETCH);
  }

  /** The subscriber inside {@code Streams.fromPublisher}, while a task consumes the stream. */
  static Subscriber<Integer> consumer(Spawner spawner) {
    CompletableFuture<Subscriber<? super Integer>> caught = new CompletableFuture<>();
    Publisher<Integer> publisher = caught::complete;
    consume(Streams.fromPublisher(publisher, PREFETCH), spawner);
    return integers(await(caught));
  }

  /** The subscriber inside {@code Streams.fromPublisher} that a publisher of Reactor's gets. */
  static Subscriber<Integer> reactorConsumer(Spawner spawner) {
    CompletableFuture<Subscriber<? super Integer>> caught = new CompletableFuture<>();
    Flux<Integer> flux =
        new Flux<>() {
          @Override
          public void subscribe(CoreSubscriber<? super Integer> subscriber) {
            caught.complete(subscriber);
          }
        };
    consume(Streams.fromPublisher(flux, PREFETCH), spawner);
    return integers(await(caught));
  }

  /** The subscriber inside {@code Streams.fromFlowPublisher}, while a task consumes the stream. */
  static Flow.Subscriber<Integer> flowConsumer(Spawner spawner) {
    CompletableFuture<Flow.Subscriber<? super Integer>> caught = new CompletableFuture<>();
    Flow.Publisher<Integer> publisher = caught::complete;
    consume(Streams.fromFlowPublisher(publisher, PREFETCH), spawner);
    @SuppressWarnings("unchecked") // it takes integers
    Flow.Subscriber<Integer> subscriber = (Flow.Subscriber<Integer>) await(caught);
    return subscriber;
  }

  private static void consume(Stream<Integer> stream, Spawner spawner) {
    spawner.spawn(stream.forEach(item -> {}).recover(failure -> null));
  }

  private static <T> T await(CompletableFuture<T> caught) {
    try {
      return caught.get(10, TimeUnit.SECONDS);
    } catch (Exception failure) {
      throw new AssertionError("the stream has not subscribed", failure);
    }
  }

  @SuppressWarnings("unchecked") // it takes integers
  private static Subscriber<Integer> integers(Subscriber<? super Integer> subscriber) {
    return (Subscriber<Integer>) subscriber;
  }

  /** The face of {@code Flow} of one of our publishers, which have both. */
  @SuppressWarnings("unchecked") // both faces of one publisher of integers
  static Flow.Publisher<Integer> flow(Publisher<Integer> publisher) {
    return FlowOnly.publisher((Flow.Publisher<Integer>) publisher);
  }
}
