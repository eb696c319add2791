package weft.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.TestEnvironment;

/**
 * The TCK's environment, for a machine on which a thread may be late. The TCK has two waits that no
 * timeout of its makes longer: for an expected error it looks once, after the poll time (the rest
 * of the time is miscalculated, as minus the time of day), and for a reference to be enqueued 100
 * ms.
 */
final class PatientEnvironment extends TestEnvironment {
  /** Only a failure waits for as long. */
  private static final int TIMEOUT_SECONDS = 20;

  /** Negative checks always wait their whole time. */
  private static final int NO_SIGNAL_MILLIS = 60;

  private static final int POLL_MILLIS = 1;
  private static final int LOOK_MILLIS = 10;

  private final int timeoutSeconds;

  PatientEnvironment() {
    this(TIMEOUT_SECONDS);
  }

  private PatientEnvironment(int timeoutSeconds) {
    super(TimeUnit.SECONDS.toMillis(timeoutSeconds), NO_SIGNAL_MILLIS, POLL_MILLIS);
    this.timeoutSeconds = timeoutSeconds;
  }

  /** For one that signals on the caller's thread: what has not come then does not come. */
  static PatientEnvironment forSignalsOfTheCaller() {
    return new PatientEnvironment(0);
  }

  @Override
  public <T> ManualSubscriber<T> newManualSubscriber(Publisher<T> publisher, long timeoutMillis)
      throws InterruptedException {
    PatientSubscriber<T> subscriber = new PatientSubscriber<>();
    subscribe(publisher, subscriber, timeoutMillis);
    return subscriber;
  }

  /**
   * The TCK looks for an error that it expects once it is there, or when the time is up; and after
   * one that it does not expect it waits for no items.
   */
  private final class PatientSubscriber<T> extends ManualSubscriberWithSubscriptionSupport<T> {
    private final CountDownLatch failed = new CountDownLatch(1);

    PatientSubscriber() {
      super(PatientEnvironment.this);
    }

    @Override
    public void onError(Throwable failure) {
      super.onError(failure); // which fails the test unless it expects that
      super.onComplete();
      failed.countDown();
    }

    @Override
    public <E extends Throwable> E expectError(
        Class<E> expected, long timeoutMillis, long pollMillis, String message) throws Exception {
      failed.await(timeoutSeconds, TimeUnit.SECONDS);
      return super.expectError(expected, timeoutMillis, pollMillis, message);
    }
  }

  /**
   * Rule 3.13 as the TCK checks it, but collecting until the subscriber is gone: the cancellation
   * may be carried out later, and the JVM takes its time to tell of what it has collected.
   */
  <T> void requireDropped(Publisher<T> publisher) throws Exception {
    ReferenceQueue<ManualSubscriber<T>> queue = new ReferenceQueue<>();
    WeakReference<ManualSubscriber<T>> subscriber = cancelled(publisher, queue);
    try {
      long start = System.nanoTime();
      do {
        assertThat(System.nanoTime() - start)
            .as("time until the cancelled subscriber is dropped by %s", publisher)
            .isLessThan(TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS));
        System.gc();
      } while (queue.remove(LOOK_MILLIS) != subscriber);
    } finally {
      Reference.reachabilityFence(publisher); // it must not be dropped together with it
    }
    verifyNoAsyncErrorsNoDelay();
  }

  private <T> WeakReference<ManualSubscriber<T>> cancelled(
      Publisher<T> publisher, ReferenceQueue<ManualSubscriber<T>> queue)
      throws InterruptedException {
    ManualSubscriber<T> subscriber = newManualSubscriber(publisher);
    subscriber.request(1);
    subscriber.nextElement();
    subscriber.cancel();
    return new WeakReference<>(subscriber, queue);
  }
}
