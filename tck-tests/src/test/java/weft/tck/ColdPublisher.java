package weft.tck;

import org.reactivestreams.Publisher;
import weft.streams.Publishers;

/** {@code Publishers.cold}. */
final class ColdPublisher {
  private ColdPublisher() {}

  abstract static class Checks extends PublisherChecks {
    Checks(Runtimes kind) {
      super(kind);
    }

    @Override
    Publisher<Integer> numbers(int count) {
      return Subjects.cold(count, spawner());
    }

    @Override
    public Publisher<Integer> createFailedPublisher() {
      return Publishers.cold(
          () -> {
            throw new IllegalStateException("the supplier fails");
          },
          spawner());
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
