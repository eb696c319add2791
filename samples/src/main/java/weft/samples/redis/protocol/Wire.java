package weft.samples.redis.protocol;

import io.netty.buffer.ByteBuf;

/**
 * The few byte sequences of which every reply consists.
 *
 * <p>They are short, so that checking each byte's index on its own would be most of the work. Room
 * is made once, and where the buffer has an array, as those of {@code Framed} do, the bytes are put
 * there.
 */
final class Wire {
  private static final int LINE_END = '\r' << 8 | '\n';
  private static final int MAX_LONG_DIGITS = 20;
  private static final int MAX_HEADER = 1 + MAX_LONG_DIGITS + 2;

  private Wire() {}

  static void lineEnd(ByteBuf out) {
    out.writeShort(LINE_END);
  }

  /** A type byte, a number and the end of the line. */
  static void header(ByteBuf out, char type, long number) {
    out.ensureWritable(MAX_HEADER);
    if (out.hasArray()) {
      int start = out.writerIndex();
      int origin = out.arrayOffset();
      out.writerIndex(header(out.array(), origin + start, type, number) - origin);
    } else {
      byte[] header = new byte[MAX_HEADER];
      out.writeBytes(header, 0, header(header, 0, type, number));
    }
  }

  /** A byte string, whole. */
  static void bulk(ByteBuf out, byte[] bytes, int length) {
    out.ensureWritable(MAX_HEADER + length + 2);
    if (!out.hasArray()) {
      header(out, '$', length);
      out.writeBytes(bytes, 0, length);
      lineEnd(out);
      return;
    }
    byte[] array = out.array();
    int origin = out.arrayOffset();
    int at = header(array, origin + out.writerIndex(), '$', length);
    System.arraycopy(bytes, 0, array, at, length);
    out.writerIndex(lineEnd(array, at + length) - origin);
  }

  /** Puts a header at {@code at}; returns the index behind it. */
  private static int header(byte[] array, int at, char type, long number) {
    array[at] = (byte) type;
    if (number >= 0 && number < 10) {
      array[at + 1] = (byte) ('0' + number);
      return lineEnd(array, at + 2);
    }
    if (number == Long.MIN_VALUE) {
      byte[] digits = Bytes.of(number).array();
      System.arraycopy(digits, 0, array, at + 1, digits.length);
      return lineEnd(array, at + 1 + digits.length);
    }
    int first = at + 1;
    long rest = number;
    if (rest < 0) {
      array[first++] = '-';
      rest = -rest;
    }
    int end = first + digits(rest);
    for (int i = end - 1; i >= first; i--) {
      array[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return lineEnd(array, end);
  }

  private static int lineEnd(byte[] array, int at) {
    array[at] = '\r';
    array[at + 1] = '\n';
    return at + 2;
  }

  private static int digits(long positive) {
    int digits = 1;
    for (long rest = positive; rest >= 10; rest /= 10) {
      digits++;
    }
    return digits;
  }
}
