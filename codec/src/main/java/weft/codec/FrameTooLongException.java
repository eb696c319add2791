package weft.codec;

/** A frame that is, or claims to be, longer than the codec's limit. */
public final class FrameTooLongException extends FrameException {
  private static final long serialVersionUID = 1;
  private final long limit;

  /**
   * @param what the kind of frame and its length as far as it is known
   * @param limit the limit in bytes
   */
  public FrameTooLongException(String what, long limit) {
    super(what + " exceeds the limit of " + limit + " bytes");
    this.limit = limit;
  }

  /** The limit that was exceeded, in bytes. */
  public long limit() {
    return limit;
  }
}
