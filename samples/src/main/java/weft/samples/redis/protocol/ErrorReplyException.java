package weft.samples.redis.protocol;

/**
 * A command cannot be carried out; the message is the error line that the client gets, starting
 * with its code ({@code ERR}, {@code WRONGTYPE}, ...).
 *
 * <p>It is an expected answer and not a fault of the server, so it carries no stack trace.
 */
public final class ErrorReplyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private ErrorReplyException(String line) {
    super(line, null, false, false);
  }

  /** An error with the generic code {@code ERR}. */
  public static ErrorReplyException err(String text) {
    return new ErrorReplyException("ERR " + text);
  }

  /** An error whose line already starts with its code. */
  public static ErrorReplyException line(String line) {
    return new ErrorReplyException(line);
  }

  /** The command does not fit the kind of value that the key holds. */
  public static ErrorReplyException wrongType() {
    return new ErrorReplyException(
        "WRONGTYPE Operation against a key holding the wrong kind of value");
  }

  /** The arguments cannot be understood. */
  public static ErrorReplyException syntax() {
    return err("syntax error");
  }

  /** An argument or a stored string is not a 64-bit integer. */
  public static ErrorReplyException notAnInteger() {
    return err("value is not an integer or out of range");
  }

  /** A negative number, or no number, where a count is wanted. */
  public static ErrorReplyException notPositive() {
    return err("value is out of range, must be positive");
  }

  /** A score is not a floating point number. */
  public static ErrorReplyException notAFloat() {
    return err("value is not a valid float");
  }

  /** Too few or too many arguments for {@code command} (its full lower-case name). */
  public static ErrorReplyException arity(String command) {
    return err("wrong number of arguments for '" + command + "' command");
  }

  /** The error line. */
  public String line() {
    return String.valueOf(getMessage());
  }
}
