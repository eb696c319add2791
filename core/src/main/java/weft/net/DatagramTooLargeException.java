package weft.net;

import java.io.IOException;

/** A received datagram was larger than the buffer that was offered for it, and is lost. */
public final class DatagramTooLargeException extends IOException {
  private static final long serialVersionUID = 1;

  private final int size;
  private final int space;

  DatagramTooLargeException(int size, int space) {
    super(
        "a datagram of "
            + size
            + " bytes came, and the buffer had space for "
            + space
            + ": it is lost; offer 64 KiB, or use receive()");
    this.size = size;
    this.space = space;
  }

  /** The datagram's size in bytes. */
  public int size() {
    return size;
  }

  /** The space that the buffer had. */
  public int space() {
    return space;
  }
}
