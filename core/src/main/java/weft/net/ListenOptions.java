package weft.net;

/**
 * How to listen.
 *
 * @param backlog connections that may wait to be accepted; the system may allow fewer
 * @param socket options of the listening socket; buffer sizes are inherited by what it accepts
 */
public record ListenOptions(int backlog, SocketOptions socket) {

  /** A backlog of 1024 as Tokio has it, and an address that can be bound again after a restart. */
  public static final ListenOptions DEFAULT =
      new ListenOptions(1024, SocketOptions.none().reuseAddress(true));

  /** Checks the backlog. */
  public ListenOptions {
    if (backlog < 1) {
      throw new IllegalArgumentException("backlog < 1: " + backlog);
    }
  }

  /** These options with another backlog. */
  public ListenOptions withBacklog(int other) {
    return new ListenOptions(other, socket);
  }

  /** These options with others for the socket. */
  public ListenOptions withSocket(SocketOptions other) {
    return new ListenOptions(backlog, other);
  }
}
