package weft.samples.redis.protocol;

/**
 * The bytes are not a request. The connection is told with {@link #errorReply()} and closed, since
 * nobody knows where the next request would start.
 */
public final class ProtocolException extends Exception {
  private static final long serialVersionUID = 1L;

  ProtocolException(String condition) {
    super("Protocol error: " + condition, null, false, false);
  }

  /** What the client is told before its connection is closed. */
  public Reply errorReply() {
    return Replies.error("ERR " + getMessage());
  }
}
