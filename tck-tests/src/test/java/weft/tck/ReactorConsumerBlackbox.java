package weft.tck;

import org.reactivestreams.Subscriber;

/** The subscriber inside {@code Streams.fromPublisher} that publishers of Reactor's get. */
final class ReactorConsumerBlackbox {
  private ReactorConsumerBlackbox() {}

  abstract static class Checks extends SubscriberChecks {
    Checks(Runtimes kind) {
      super(kind);
    }

    @Override
    public Subscriber<Integer> createSubscriber() {
      return Subjects.reactorConsumer(spawner());
    }
  }

  /** On a current-thread runtime. */
  public static final class CurrentThread extends Checks {
    public CurrentThread() {
      super(Runtimes.CURRENT_THREAD);
    }
  }

  /** On a multi-thread runtime. */
  public static final class MultiThread extends Checks {
    public MultiThread() {
      super(Runtimes.MULTI_THREAD);
    }
  }
}
