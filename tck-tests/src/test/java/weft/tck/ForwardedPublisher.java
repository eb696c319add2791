package weft.tck;

import org.reactivestreams.Publisher;

/** {@code stream.forward(Sink.fromSubscriber)}. */
final class ForwardedPublisher {
  private ForwardedPublisher() {}

  abstract static class Checks extends PublisherChecks {
    Checks(Runtimes kind) {
      super(kind);
    }

    @Override
    Publisher<Integer> numbers(int count) {
      return Subjects.forwarded(count, spawner());
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
