package weft.tck;

import org.reactivestreams.Subscriber;

/** The subscriber inside {@code Streams.fromPublisher}. */
final class ConsumerBlackbox {
  private ConsumerBlackbox() {}

  abstract static class Checks extends SubscriberChecks {
    Checks(Runtimes kind) {
      super(kind);
    }

    @Override
    public Subscriber<Integer> createSubscriber() {
      return Subjects.consumer(spawner());
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
