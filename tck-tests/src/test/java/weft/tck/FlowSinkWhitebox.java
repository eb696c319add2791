package weft.tck;

import java.util.concurrent.Flow;

/** {@code sink.toSubscriber} as a subscriber of {@code Flow}. */
final class FlowSinkWhitebox {
  private FlowSinkWhitebox() {}

  abstract static class Checks extends FlowWhiteboxChecks {
    Checks(Runtimes kind) {
      super(kind);
    }

    @Override
    Flow.Subscriber<Integer> subject() {
      return Subjects.sink(spawner());
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
