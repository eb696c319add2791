package weft.samples.redis.protocol;

import java.util.Arrays;

/** A command as it came: its name and its arguments, at least the name. */
public final class Request {
  private final Bytes[] arguments;

  private Request(Bytes[] arguments) {
    this.arguments = arguments;
  }

  /** Takes over {@code arguments}, whose first element is the command's name. */
  public static Request of(Bytes... arguments) {
    if (arguments.length == 0) {
      throw new IllegalArgumentException("a request needs at least the command's name");
    }
    return new Request(arguments);
  }

  /** A request of words. */
  public static Request of(String... words) {
    return of(Arrays.stream(words).map(Bytes::of).toArray(Bytes[]::new));
  }

  /** How many arguments there are, the name included. */
  public int size() {
    return arguments.length;
  }

  /** The argument at {@code index}; 0 is the command's name. */
  public Bytes argument(int index) {
    return arguments[index];
  }

  @Override
  public String toString() {
    return Arrays.toString(arguments);
  }
}
