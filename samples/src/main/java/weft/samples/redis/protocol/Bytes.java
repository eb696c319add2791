package weft.samples.redis.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An immutable byte string: every key, member, field and argument of the server is one.
 *
 * <p>The array given to {@link #of(byte[])} is taken over, not copied; nobody may write to it any
 * more. That is what lets a reply refer to stored elements without copying them under the lock.
 *
 * <p><b>Hashing.</b> The hash is keyed with two random words per process, because keys come from
 * the network: with a fixed hash, anyone could send keys that all fall into one bucket.
 */
public final class Bytes implements Comparable<Bytes> {
  /** The byte string of length zero. */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  /** The longest string that its length, its first and its last word tell from all others. */
  public static final int TOLD_BY_WORDS = 2 * Long.BYTES;

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long SEED;
  private static final long SECRET;

  static {
    SecureRandom random = new SecureRandom();
    SEED = random.nextLong();
    SECRET = random.nextLong() | 1;
  }

  private final byte[] array;

  /** Zero means "not computed yet"; racing threads compute the same value. */
  private int hash;

  private Bytes(byte[] array) {
    this.array = array;
  }

  /** Takes over {@code array}. */
  public static Bytes of(byte[] array) {
    return new Bytes(array);
  }

  /** The UTF-8 form of {@code text}. */
  public static Bytes of(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The decimal digits of {@code value}. */
  public static Bytes of(long value) {
    return new Bytes(Long.toString(value).getBytes(StandardCharsets.ISO_8859_1));
  }

  /** A copy of {@code length} bytes from {@code start} on. */
  static Bytes copyOf(byte[] source, int start, int length) {
    return length == 0 ? EMPTY : new Bytes(Arrays.copyOfRange(source, start, start + length));
  }

  /** How many bytes there are. */
  public int length() {
    return array.length;
  }

  /** The byte at {@code index}, 0 to 255. */
  public int at(int index) {
    return array[index] & 0xff;
  }

  /**
   * The first eight bytes as a number, or all there are. With {@link #lastWord} and the length it
   * tells a string of up to {@value #TOLD_BY_WORDS} bytes from any other.
   */
  public long firstWord() {
    if (array.length >= Long.BYTES) {
      return (long) WORD.get(array, 0);
    }
    long word = 0;
    for (byte b : array) {
      word = (word << 8) | (b & 0xff);
    }
    return word;
  }

  /** The last eight bytes as a number, or 0 if there are fewer. */
  public long lastWord() {
    return array.length >= Long.BYTES ? (long) WORD.get(array, array.length - Long.BYTES) : 0;
  }

  /** The bytes themselves: to be read, never to be written. */
  public byte[] array() {
    return array;
  }

  /** Whether this is {@code lowerCase}, a word of lower-case ASCII letters, in any case. */
  public boolean isWord(String lowerCase) {
    if (array.length != lowerCase.length()) {
      return false;
    }
    for (int i = 0; i < array.length; i++) {
      if (toLower(array[i]) != lowerCase.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether these are the {@code length} bytes from {@code start} on. */
  boolean isEqualTo(byte[] other, int start, int length) {
    return Arrays.equals(array, 0, array.length, other, start, start + length);
  }

  /** ASCII lower case of one byte, as an unsigned value. */
  public static int toLower(byte b) {
    return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b & 0xff;
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(array, other.array);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Bytes that && Arrays.equals(array, that.array);
  }

  @Override
  public int hashCode() {
    int result = hash;
    if (result == 0) {
      result = computeHash(array);
      hash = result;
    }
    return result;
  }

  /** One character a byte (Latin-1), so that nothing is lost in error messages. */
  public String toLatin1() {
    return new String(array, StandardCharsets.ISO_8859_1);
  }

  /**
   * As {@link #toLatin1()}, up to the first zero byte: what Redis, being written in C, quotes in
   * its error messages.
   */
  public String quoted() {
    String all = toLatin1();
    int end = all.indexOf('\0');
    return end < 0 ? all : all.substring(0, end);
  }

  /** As UTF-8, for people. */
  @Override
  public String toString() {
    return new String(array, StandardCharsets.UTF_8);
  }

  private static int computeHash(byte[] bytes) {
    long state = SEED ^ bytes.length;
    int i = 0;
    for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
      state = mix(state ^ (long) WORD.get(bytes, i));
    }
    long tail = 0;
    for (; i < bytes.length; i++) {
      tail = (tail << 8) | (bytes[i] & 0xff);
    }
    state = mix(state ^ tail);
    int folded = (int) (state ^ (state >>> 32));
    return folded == 0 ? 1 : folded;
  }

  /** A folded multiplication: every bit of the result depends on the secret and on all input. */
  private static long mix(long word) {
    return (word * SECRET) ^ Math.multiplyHigh(word, SECRET);
  }
}
