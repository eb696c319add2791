package weft.tck;

import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;

/** A publisher that breaks the rules: the verification must go red. */
final class BrokenPublisher {
  private BrokenPublisher() {}

  /** Sends one item more than was asked for. */
  public static final class SendsTooMuch extends PublisherVerification<Integer> {
    public SendsTooMuch() {
      super(Runtimes.environment());
    }

    @Override
    public Publisher<Integer> createPublisher(long elements) {
      return Subjects.broken();
    }

    @Override
    public Publisher<Integer> createFailedPublisher() {
      return Subjects.broken();
    }
  }
}
