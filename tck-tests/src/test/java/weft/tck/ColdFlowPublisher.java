package weft.tck;

import java.util.concurrent.Flow;

/** {@code Publishers.cold} as a publisher of {@code Flow}. */
final class ColdFlowPublisher {
  private ColdFlowPublisher() {}

  abstract static class Checks extends FlowPublisherChecks {
    Checks(Runtimes kind) {
      super(kind);
    }

    @Override
    Flow.Publisher<Integer> numbers(int count) {
      return Subjects.flow(Subjects.cold(count, spawner()));
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
