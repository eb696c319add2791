package weft.tck;

import java.util.concurrent.Flow;

/** {@code stream.forward(Sink.fromFlowSubscriber)}. */
final class ForwardedFlowPublisher {
  private ForwardedFlowPublisher() {}

  abstract static class Checks extends FlowPublisherChecks {
    Checks(Runtimes kind) {
      super(kind);
    }

    @Override
    Flow.Publisher<Integer> numbers(int count) {
      return Subjects.forwardedFlow(count, spawner());
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
