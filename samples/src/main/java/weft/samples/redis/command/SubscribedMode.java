package weft.samples.redis.command;

import java.util.Set;
import weft.samples.redis.protocol.ErrorReplyException;

/**
 * A connection that listens to channels may do little else: in version 2 of the protocol, its
 * client could not tell a reply from a message.
 */
final class SubscribedMode {
  private static final Set<String> ALLOWED =
      Set.of("subscribe", "unsubscribe", "psubscribe", "punsubscribe", "ping", "quit", "reset");

  private SubscribedMode() {}

  static void check(Session session, Command command) {
    if (session.subscriptions().count() > 0 && !ALLOWED.contains(command.name())) {
      throw ErrorReplyException.err(
          "Can't execute '"
              + command.name()
              + "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET"
              + " are allowed in this context");
    }
  }
}
