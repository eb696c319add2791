package weft.tck;

/** {@code Publishers.processor} as a processor of {@code Flow}. */
final class FlowProcessor {
  private FlowProcessor() {}

  /** On a current-thread runtime. */
  public static final class CurrentThread extends FlowProcessorChecks {
    public CurrentThread() {
      super(Runtimes.CURRENT_THREAD);
    }
  }

  /** On a multi-thread runtime. */
  public static final class MultiThread extends FlowProcessorChecks {
    public MultiThread() {
      super(Runtimes.MULTI_THREAD);
    }
  }
}
