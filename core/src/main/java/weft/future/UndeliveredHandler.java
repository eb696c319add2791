package weft.future;

/**
 * Releases undelivered values of types that know nothing of Weft and so cannot implement {@link
 * Undelivered}, as a library's reference-counted buffers. A module provides one for {@link
 * java.util.ServiceLoader}; weft.codec does for what Netty counts.
 */
public interface UndeliveredHandler {

  /**
   * Releases {@code value} if it is of a type that this knows. Called by any thread.
   *
   * @return whether it was; if not, others are asked, and at last the runtime's hook
   */
  boolean release(Object value);
}
