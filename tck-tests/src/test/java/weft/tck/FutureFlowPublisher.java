package weft.tck;

import java.util.concurrent.Flow;

/** {@code Publishers.fromFuture} as a publisher of {@code Flow}. */
final class FutureFlowPublisher {
  private FutureFlowPublisher() {}

  abstract static class Checks extends FlowPublisherChecks {
    Checks(Runtimes kind) {
      super(kind);
    }

    @Override
    Flow.Publisher<Integer> numbers(int count) {
      return Subjects.flow(Subjects.future(count, spawner()));
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
