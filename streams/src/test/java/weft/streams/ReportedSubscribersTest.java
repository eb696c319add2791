package weft.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import weft.runtime.UnhandledFailurePolicy;
import weft.runtime.WeftRuntime;

/** Nobody can join the bridge's tasks: their failures are reported without waiting for that. */
class ReportedSubscribersTest {
  private final BlockingQueue<Throwable> reported = new ArrayBlockingQueue<>(8);
  private final WeftRuntime runtime =
      WeftRuntime.builder()
          .workerThreads(1)
          .unhandledFailurePolicy(UnhandledFailurePolicy.reportAfter(Duration.ofHours(1)))
          .onUnhandledFailure((metadata, failure) -> reported.add(failure))
          .build();

  @AfterEach
  void stop() {
    runtime.close();
  }

  private void assertReported(String message) throws Exception {
    Throwable failure = reported.poll(30, TimeUnit.SECONDS);
    assertThat(failure).isNotNull().hasMessage(message);
  }

  @Test
  void whatASubscriberThrows() throws Exception {
    Streams.of(1).toPublisher(runtime.handle()).subscribe(throwing());
    assertReported("in onNext");
    Publishers.cold(() -> Streams.of(1), runtime.handle()).subscribe(throwing());
    assertReported("in onNext");
  }

  @Test
  void whatASinkThrows() throws Exception {
    Sink<Integer> sink =
        Sink.<Integer>collecting()
            .<Integer>contramap(
                item -> {
                  throw new IOException("in the sink");
                });
    Streams.of(1)
        .toPublisher(runtime.handle())
        .subscribe((Subscriber<Integer>) sink.toSubscriber(runtime.handle(), 4));
    assertReported("in the sink");
  }

  private static Subscriber<Integer> throwing() {
    return new Subscriber<>() {
      @Override
      public void onSubscribe(Subscription subscription) {
        subscription.request(1);
      }

      @Override
      public void onNext(Integer item) {
        throw new IllegalStateException("in onNext");
      }

      @Override
      public void onError(Throwable failure) {}

      @Override
      public void onComplete() {}
    };
  }
}
