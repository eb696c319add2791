package weft.samples.redis.store;

import java.util.Arrays;
import weft.samples.redis.protocol.Bytes;
import weft.samples.redis.protocol.Numbers;

/**
 * A byte string that can grow at its end.
 *
 * <p>Bytes once written stay as they are: appending writes behind them, into spare room or into a
 * new array. A reply may therefore go on reading the array and the length it was given.
 */
public final class StringValue implements Value {
  private byte[] bytes;
  private int length;

  private StringValue(byte[] bytes) {
    this.bytes = bytes;
    this.length = bytes.length;
  }

  /** A string with these bytes. */
  public static StringValue of(Bytes bytes) {
    return new StringValue(bytes.array());
  }

  /** A string of decimal digits. */
  public static StringValue of(long number) {
    return of(Bytes.of(number));
  }

  /** The array whose first {@link #length} bytes are the string. */
  public byte[] array() {
    return bytes;
  }

  /** How many bytes it has. */
  public int length() {
    return length;
  }

  /** The string as it is now. */
  public Bytes toBytes() {
    return Bytes.of(bytes.length == length ? bytes : Arrays.copyOf(bytes, length));
  }

  /** Whether the string is an integer of 64 bits. */
  public boolean isLong() {
    return Numbers.isLong(bytes, length);
  }

  /** The integer; {@link #isLong} must hold. */
  public long toLong() {
    return Numbers.parseLong(bytes, length);
  }

  /** Adds {@code suffix} at the end; the length must stay within an int. */
  public void append(Bytes suffix) {
    int newLength = Math.addExact(length, suffix.length());
    if (newLength > bytes.length) {
      long doubled = Math.max(2L * bytes.length, newLength);
      bytes = Arrays.copyOf(bytes, (int) Math.min(doubled, Integer.MAX_VALUE - 8));
    }
    System.arraycopy(suffix.array(), 0, bytes, length, suffix.length());
    length = newLength;
  }

  @Override
  public String typeName() {
    return "string";
  }

  @Override
  public boolean isEmpty() {
    return false;
  }
}
