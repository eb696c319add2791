package weft.samples.redis.command;

import weft.samples.redis.protocol.Bytes;
import weft.samples.redis.protocol.ErrorReplyException;
import weft.samples.redis.protocol.Replies;
import weft.samples.redis.protocol.Reply;

/** The error for a name that is no command: it quotes what came, but not all of it. */
final class UnknownCommand {
  /** Bytes of a name, and of all quoted arguments together, that are shown. */
  static final int MAX_SHOWN = 128;

  /**
   * What a line of an HTTP request means: a browser was led here, and what follows may be commands
   * that a web page wrote. The connection is closed without an answer, as Redis does.
   */
  private static final Command HANG_UP =
      new Command("host:", "connection", -1, "", 0, 0, 0, false, UnknownCommand::hangUp, null);

  private UnknownCommand() {}

  /** What to do about {@code call}; throws the error reply that it usually is. */
  static Command resolve(Call call) {
    if (call.isWord(0, "post") || call.isWord(0, "host:")) {
      return HANG_UP;
    }
    throw error(call);
  }

  private static Reply hangUp(Call call) {
    call.session().closeAfterReply();
    return Replies.NOTHING;
  }

  private static ErrorReplyException error(Call call) {
    StringBuilder arguments = new StringBuilder();
    for (int i = 1; i < call.size() && arguments.length() < MAX_SHOWN; i++) {
      int room = MAX_SHOWN - arguments.length();
      arguments.append('\'').append(shown(call.argument(i), room)).append("' ");
    }
    return ErrorReplyException.err(
        "unknown command '"
            + shown(call.argument(0), MAX_SHOWN)
            + "', with args beginning with: "
            + arguments);
  }

  /** What is quoted of a word. */
  static String shown(Bytes text, int max) {
    String quoted = text.quoted();
    return quoted.substring(0, Math.min(quoted.length(), max));
  }
}
