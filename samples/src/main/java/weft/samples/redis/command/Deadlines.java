package weft.samples.redis.command;

import weft.samples.redis.protocol.ErrorReplyException;

/** Turns the times in commands into milliseconds since the epoch. */
final class Deadlines {
  private static final long SECOND = 1000;

  /** How a command gives a time: in which unit, and from now on or absolute. */
  enum Form {
    SECONDS(SECOND, true),
    MILLISECONDS(1, true),
    UNIX_SECONDS(SECOND, false),
    UNIX_MILLISECONDS(1, false);

    private final long unit;
    private final boolean relative;

    Form(long unit, boolean relative) {
      this.unit = unit;
      this.relative = relative;
    }
  }

  private Deadlines() {}

  /** A deadline for EXPIRE and its relatives, which may lie in the past. */
  static long any(long time, Form form, long now, String command) {
    try {
      long millis = Math.multiplyExact(time, form.unit);
      return form.relative ? Math.addExact(millis, now) : millis;
    } catch (ArithmeticException e) {
      throw invalid(command);
    }
  }

  /** A deadline for SET and its relatives, which take positive times only. */
  static long positive(long time, Form form, long now, String command) {
    if (time <= 0) {
      throw invalid(command);
    }
    return any(time, form, now, command);
  }

  private static ErrorReplyException invalid(String command) {
    return ErrorReplyException.err("invalid expire time in '" + command + "' command");
  }
}
