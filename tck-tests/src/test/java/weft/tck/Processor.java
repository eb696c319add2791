package weft.tck;

/** {@code Publishers.processor}. */
final class Processor {
  private Processor() {}

  /** On a current-thread runtime. */
  public static final class CurrentThread extends ProcessorChecks {
    public CurrentThread() {
      super(Runtimes.CURRENT_THREAD);
    }
  }

  /** On a multi-thread runtime. */
  public static final class MultiThread extends ProcessorChecks {
    public MultiThread() {
      super(Runtimes.MULTI_THREAD);
    }
  }
}
