package weft.tck;

import org.reactivestreams.Publisher;

/** A publisher of a stream with an asynchronous boundary. */
final class AcrossTasksPublisher {
  private AcrossTasksPublisher() {}

  abstract static class Checks extends PublisherChecks {
    Checks(Runtimes kind) {
      super(kind);
    }

    @Override
    Publisher<Integer> numbers(int count) {
      return Subjects.acrossTasks(count, spawner());
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
