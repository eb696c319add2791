package weft.tck;

import java.util.concurrent.Flow;

/** The subscriber inside {@code Streams.fromFlowPublisher}. */
final class FlowConsumerBlackbox {
  private FlowConsumerBlackbox() {}

  abstract static class Checks extends FlowSubscriberChecks {
    Checks(Runtimes kind) {
      super(kind);
    }

    @Override
    Flow.Subscriber<Integer> subject() {
      return Subjects.flowConsumer(spawner());
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
