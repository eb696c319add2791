package weft.tck;

/** {@code sink.toSubscriber} as a subscriber of {@code Flow}. */
final class FlowSinkSubscriber {
  private FlowSinkSubscriber() {}

  /** On a current-thread runtime. */
  public static final class CurrentThread extends FlowSubscriberChecks {
    public CurrentThread() {
      super(Runtimes.CURRENT_THREAD);
    }
  }

  /** On a multi-thread runtime. */
  public static final class MultiThread extends FlowSubscriberChecks {
    public MultiThread() {
      super(Runtimes.MULTI_THREAD);
    }
  }
}
