package weft.tck;

import org.reactivestreams.Publisher;

/** {@code Publishers.fromFuture}. */
final class FuturePublisher {
  private FuturePublisher() {}

  abstract static class Checks extends PublisherChecks {
    Checks(Runtimes kind) {
      super(kind);
    }

    @Override
    Publisher<Integer> numbers(int count) {
      return Subjects.future(count, spawner());
    }

    @Override
    public long maxElementsFromPublisher() {
      return 1;
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
