package weft.tck;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.reactivestreams.tck.PublisherVerification;
import org.testng.annotations.Test;

/**
 * A publisher of numbers, written by hand, that breaks one rule on purpose: the verification must
 * go red by it, and stay green without.
 */
final class BrokenPublisher implements Publisher<Integer> {
  private final long count;
  private final Flaw flaw;

  /** The rule that it breaks. */
  enum Flaw {
    NONE,
    /** Rule 1.1: one item more than was asked for. */
    SENDS_TOO_MUCH,
    /** Rule 3.9: nobody hears of a bad request. */
    IGNORES_BAD_REQUESTS
  }

  BrokenPublisher(long count, Flaw flaw) {
    this.count = count;
    this.flaw = flaw;
  }

  @Override
  public void subscribe(Subscriber<? super Integer> subscriber) {
    subscriber.onSubscribe(new Numbers(Objects.requireNonNull(subscriber), count, flaw));
  }

  private static final class Numbers implements Subscription {
    private @Nullable Subscriber<? super Integer> subscriber; // null once it is over
    private final long count;
    private final Flaw flaw;
    private long demand;
    private long sent;
    private boolean sending;

    Numbers(Subscriber<? super Integer> subscriber, long count, Flaw flaw) {
      this.subscriber = subscriber;
      this.count = count;
      this.flaw = flaw;
    }

    @Override
    public synchronized void request(long wanted) {
      if (wanted <= 0) {
        Subscriber<? super Integer> receiver = subscriber;
        if (receiver != null && flaw != Flaw.IGNORES_BAD_REQUESTS) {
          subscriber = null;
          receiver.onError(new IllegalArgumentException("3.9: non-positive request " + wanted));
        }
        return;
      }
      long more = flaw == Flaw.SENDS_TOO_MUCH && wanted < Long.MAX_VALUE ? wanted + 1 : wanted;
      demand = demand + more < 0 ? Long.MAX_VALUE : demand + more;
      if (!sending) { // a request from inside onNext is served by the loop that is running
        sending = true;
        send();
        sending = false;
      }
    }

    private void send() {
      Subscriber<? super Integer> receiver;
      while ((receiver = subscriber) != null && demand > 0 && sent < count) {
        demand--;
        receiver.onNext((int) sent++);
      }
      if (receiver != null && sent == count) {
        subscriber = null;
        receiver.onComplete();
      }
    }

    @Override
    public void cancel() {
      subscriber = null;
    }
  }

  /** The verification of one flaw. TestNG wants a class of its own for each. */
  abstract static class Checks extends PublisherVerification<Integer> {
    private final PatientEnvironment environment;
    private final Flaw flaw;

    Checks(Flaw flaw) {
      this(flaw, PatientEnvironment.forSignalsOfTheCaller());
    }

    private Checks(Flaw flaw, PatientEnvironment environment) {
      super(environment);
      this.environment = environment;
      this.flaw = flaw;
    }

    @Override
    public Publisher<Integer> createPublisher(long elements) {
      return new BrokenPublisher(elements, flaw);
    }

    @Override
    public Publisher<Integer> createFailedPublisher() {
      return subscriber -> {
        subscriber.onSubscribe(new Numbers(subscriber, Long.MAX_VALUE, Flaw.NONE));
        subscriber.onError(new IllegalStateException("it fails"));
      };
    }

    @Override
    @Test
    public void
        required_spec313_cancelMustMakeThePublisherEventuallyDropAllReferencesToTheSubscriber()
            throws Throwable {
      activePublisherTest(3, false, publisher -> environment.requireDropped(publisher));
    }
  }

  /** Nothing is wrong with it. */
  public static final class Sound extends Checks {
    public Sound() {
      super(Flaw.NONE);
    }
  }

  /** Sends one item more than was asked for. */
  public static final class SendsTooMuch extends Checks {
    public SendsTooMuch() {
      super(Flaw.SENDS_TOO_MUCH);
    }
  }

  /** Says nothing to a bad request. */
  public static final class IgnoresBadRequests extends Checks {
    public IgnoresBadRequests() {
      super(Flaw.IGNORES_BAD_REQUESTS);
    }
  }
}
