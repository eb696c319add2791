package weft.samples.redis.server;

import weft.future.Future;
import weft.net.TcpStream;
import weft.samples.redis.command.Engine;
import weft.sync.CancellationToken;
import weft.sync.Semaphore;

/** How the server serves a client: the same behaviour in two styles, and by the same tests. */
@FunctionalInterface
public interface Connections {

  /**
   * The life of one connection.
   *
   * @param stream the connection, taken over
   * @param permit its place among the connections, taken over
   */
  Future<Void> serve(
      TcpStream stream,
      Semaphore.Permit permit,
      Engine engine,
      ServerOptions options,
      CancellationToken stop);

  /** A future written by hand: the fastest. */
  static Connections byHand() {
    return Connection::new;
  }

  /** A straight-line body: the shortest. */
  static Connections straight() {
    return StraightConnection::serve;
  }

  /**
   * What the system property {@code weft.redis.style} names: {@code by-hand}, the default, or
   * {@code straight}.
   */
  static Connections configured() {
    String style = System.getProperty("weft.redis.style", "by-hand");
    return switch (style) {
      case "by-hand" -> byHand();
      case "straight" -> straight();
      default ->
          throw new IllegalArgumentException(
              "weft.redis.style is not by-hand or straight: " + style);
    };
  }
}
