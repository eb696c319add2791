package weft.samples.redis.command;

import weft.samples.redis.protocol.Bytes;
import weft.samples.redis.protocol.ErrorReplyException;

/** The error for a name that is no command: it quotes what came, but not all of it. */
final class UnknownCommand {
  /** Bytes of a name, and of all quoted arguments together, that are shown. */
  static final int MAX_SHOWN = 128;

  private UnknownCommand() {}

  static ErrorReplyException error(Call call) {
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
