package weft.codec;

import java.io.IOException;

/** Bytes that are no frame of the protocol. */
public class FrameException extends IOException {
  private static final long serialVersionUID = 1;

  /**
   * @param message what was wrong, with the value
   */
  public FrameException(String message) {
    super(message);
  }

  /**
   * @param message what was wrong, with the value
   * @param cause what found it
   */
  public FrameException(String message, Throwable cause) {
    super(message, cause);
  }
}
