package weft.sync;

/** What was waited for can no longer happen, because the other side has closed. */
public final class ClosedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what was closed by whom
   */
  public ClosedException(String message) {
    super(message);
  }
}
