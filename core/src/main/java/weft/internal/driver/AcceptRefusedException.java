package weft.internal.driver;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The system cannot hand out a waiting connection now, as a rule because descriptors are exhausted.
 * The connection still waits and the listener is sound: try again after a pause.
 */
public final class AcceptRefusedException extends IOException {
  private static final long serialVersionUID = 1;

  /**
   * @param message what the system said
   * @param cause the system's own exception, or null
   */
  public AcceptRefusedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
