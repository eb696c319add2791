package weft.samples.redis.protocol;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The kinds of replies of RESP2. */
public final class Replies {
  /** {@code +OK}. */
  public static final Reply OK = simple("OK");

  /** {@code +PONG}. */
  public static final Reply PONG = simple("PONG");

  /** No string: the key or the element does not exist. */
  public static final Reply NULL_BULK = new ConstantReply("$-1\r\n");

  /** No array. */
  public static final Reply NULL_ARRAY = new ConstantReply("*-1\r\n");

  /** An array without elements. */
  public static final Reply EMPTY_ARRAY = new ConstantReply("*0\r\n");

  /** No reply at all; what has been said is enough. */
  public static final Reply NOTHING = new ConstantReply("");

  private static final Pattern LINE_ENDS = Pattern.compile("[\r\n]+\\z");

  private static final IntegerReply[] SMALL = new IntegerReply[256];

  static {
    for (int i = 0; i < SMALL.length; i++) {
      SMALL[i] = new IntegerReply(i);
    }
  }

  private Replies() {}

  /** A status line. */
  public static Reply simple(String text) {
    return new ConstantReply("+" + text + "\r\n");
  }

  /** An error line, beginning with its code; line ends in it become blanks, at its end nothing. */
  public static Reply error(String line) {
    String stripped = LINE_ENDS.matcher(line).replaceAll("");
    return new ConstantReply("-" + stripped.replace('\r', ' ').replace('\n', ' ') + "\r\n");
  }

  /** A number. */
  public static Reply integer(long value) {
    return value >= 0 && value < SMALL.length ? SMALL[(int) value] : new IntegerReply(value);
  }

  /** 1 or 0. */
  public static Reply integer(boolean value) {
    return SMALL[value ? 1 : 0];
  }

  /** A byte string, null being the null bulk string. */
  public static Reply bulk(@Nullable Bytes bytes) {
    return bytes == null ? NULL_BULK : new BulkReply(bytes.array(), bytes.length());
  }

  /** The first {@code length} bytes of an array in which these will not change. */
  public static Reply bulk(byte[] bytes, int length) {
    return new BulkReply(bytes, length);
  }

  /** A text as a byte string. */
  public static Reply bulk(String text) {
    return bulk(Bytes.of(text));
  }

  /** An array of byte strings; takes {@code elements} over. */
  public static Reply bulks(@Nullable Bytes... elements) {
    return elements.length == 0 ? EMPTY_ARRAY : new BulkArrayReply(elements);
  }

  /** An array of byte strings. */
  public static Reply bulks(List<Bytes> elements) {
    return bulks(elements.toArray(new Bytes[0]));
  }

  /** An array of any replies. */
  public static Reply array(List<? extends Reply> elements) {
    return new SequenceReply(true, elements);
  }

  /** An array of any replies. */
  public static Reply array(Reply... elements) {
    return new SequenceReply(true, List.of(elements));
  }

  /** Several replies to one command. */
  public static Reply sequence(List<? extends Reply> replies) {
    return new SequenceReply(false, replies);
  }
}
