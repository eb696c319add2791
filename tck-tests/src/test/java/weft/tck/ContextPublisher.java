package weft.tck;

import org.reactivestreams.Publisher;

/** {@code stream.toPublisher} for a subscriber with a context of Reactor's. */
final class ContextPublisher {
  private ContextPublisher() {}

  abstract static class Checks extends PublisherChecks {
    Checks(Runtimes kind) {
      super(kind);
    }

    @Override
    Publisher<Integer> numbers(int count) {
      return Subjects.inContext(count, spawner());
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
