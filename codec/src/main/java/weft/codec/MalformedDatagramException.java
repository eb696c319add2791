package weft.codec;

import java.io.IOException;
import java.net.InetSocketAddress;

/** A datagram that is not made of whole frames. The cause is what the decoder found. */
public final class MalformedDatagramException extends FrameException {
  private static final long serialVersionUID = 1;
  private final InetSocketAddress sender;

  /**
   * @param sender where the datagram came from
   * @param cause what was wrong with it
   */
  public MalformedDatagramException(InetSocketAddress sender, IOException cause) {
    super("a datagram from " + sender + " is malformed: " + cause.getMessage(), cause);
    this.sender = sender;
  }

  /** Where the datagram came from. */
  public InetSocketAddress sender() {
    return sender;
  }
}
