package weft.io;

/**
 * How to read the {@code int} answers of {@link AsyncRead} and {@link AsyncWrite}: a count of bytes
 * from zero up, or one of two negative marks. A primitive, because a boxed count per read is
 * measurable.
 */
public final class IoResult {
  /** End of stream: no byte will come any more. */
  public static final int EOF = -1;

  /** Not now; the waker of the context has been registered. */
  public static final int PENDING = -2;

  private IoResult() {}

  /** Whether {@code result} says that the stream has ended. */
  public static boolean isEof(int result) {
    return result == EOF;
  }

  /** Whether {@code result} says that the caller will be woken. */
  public static boolean isPending(int result) {
    return result == PENDING;
  }
}
