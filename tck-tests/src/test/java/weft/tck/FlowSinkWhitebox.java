package weft.tck;

/** {@code sink.toSubscriber} as a subscriber of {@code Flow}. */
final class FlowSinkWhitebox {
  private FlowSinkWhitebox() {}

  /** On a current-thread runtime. */
  public static final class CurrentThread extends FlowWhiteboxChecks {
    public CurrentThread() {
      super(Runtimes.CURRENT_THREAD);
    }
  }

  /** On a multi-thread runtime. */
  public static final class MultiThread extends FlowWhiteboxChecks {
    public MultiThread() {
      super(Runtimes.MULTI_THREAD);
    }
  }
}
