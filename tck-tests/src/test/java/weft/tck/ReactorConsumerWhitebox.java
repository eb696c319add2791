package weft.tck;

import org.reactivestreams.Subscriber;

/** The subscriber inside {@code Streams.fromPublisher} that publishers of Reactor's get. */
final class ReactorConsumerWhitebox {
  private ReactorConsumerWhitebox() {}

  abstract static class Checks extends WhiteboxChecks {
    Checks(Runtimes kind) {
      super(kind);
    }

    @Override
    Subscriber<Integer> subject() {
      return Subjects.reactorConsumer(spawner());
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
