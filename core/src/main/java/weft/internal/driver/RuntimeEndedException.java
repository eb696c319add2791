package weft.internal.driver;

/** Somebody waited for a runtime that has shut down. */
public final class RuntimeEndedException extends IllegalStateException implements ShutdownFailure {
  private static final long serialVersionUID = 1;

  /** The exception with a message that says what was waited for, and what to do instead. */
  public RuntimeEndedException(String message) {
    super(message);
  }
}
