package weft.samples.redis.protocol;

import io.netty.buffer.ByteBuf;

/** The few byte sequences of which every reply consists. */
final class Wire {
  private static final int LINE_END = '\r' << 8 | '\n';
  private static final int MAX_LONG_DIGITS = 20;

  private Wire() {}

  static void lineEnd(ByteBuf out) {
    out.writeShort(LINE_END);
  }

  /** A type byte, a number and the end of the line. */
  static void header(ByteBuf out, char type, long number) {
    out.ensureWritable(MAX_LONG_DIGITS + 3);
    out.writeByte(type);
    number(out, number);
    lineEnd(out);
  }

  private static void number(ByteBuf out, long number) {
    if (number >= 0 && number < 10) {
      out.writeByte('0' + (int) number);
      return;
    }
    if (number == Long.MIN_VALUE) {
      out.writeBytes(Bytes.of(number).array());
      return;
    }
    long rest = number;
    if (rest < 0) {
      out.writeByte('-');
      rest = -rest;
    }
    int digits = digits(rest);
    int index = out.writerIndex() + digits;
    out.writerIndex(index);
    while (digits-- > 0) {
      out.setByte(--index, '0' + (int) (rest % 10));
      rest /= 10;
    }
  }

  private static int digits(long positive) {
    int digits = 1;
    for (long rest = positive; rest >= 10; rest /= 10) {
      digits++;
    }
    return digits;
  }
}
