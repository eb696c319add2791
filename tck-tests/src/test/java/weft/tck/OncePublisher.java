package weft.tck;

import org.reactivestreams.Publisher;

/** {@code stream.toPublisher}. */
final class OncePublisher {
  private OncePublisher() {}

  abstract static class Checks extends PublisherChecks {
    Checks(Runtimes kind) {
      super(kind);
    }

    @Override
    Publisher<Integer> numbers(int count) {
      return Subjects.once(count, spawner());
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
