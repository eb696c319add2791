package weft.samples.redis.protocol;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Numbers as Redis reads and writes them.
 *
 * <p>Integers are strict: no plus sign, no leading zeros, no {@code -0}, no blanks. Floating point
 * numbers are what C's {@code strtod} takes, without {@code nan}; they are written with 17
 * significant digits in the manner of C's {@code %.17g}.
 */
public final class Numbers {
  /**
   * Stands for "no integer" in header lines, where it is beyond every limit. Use {@link
   * #tryParseLong(Bytes)} for arguments, which may have any value.
   */
  static final long NOT_A_LONG = Long.MAX_VALUE;

  private static final int MAX_DIGITS = 20;
  private static final double EXACT_LONG_BOUND = 1e17;
  private static final int SIGNIFICANT_DIGITS = 17;
  private static final MathContext SEVENTEEN_DIGITS =
      new MathContext(SIGNIFICANT_DIGITS, RoundingMode.HALF_EVEN);

  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(e[+-]?[0-9]+)?");
  private static final Pattern HEXADECIMAL =
      Pattern.compile("[+-]?0x([0-9a-f]+(\\.[0-9a-f]*)?|\\.[0-9a-f]+)(p[+-]?[0-9]+)?");
  private static final Pattern INFINITE = Pattern.compile("[+-]?inf(inity)?");
  private static final Pattern ZERO_DIGITS = Pattern.compile("[+-]?(0x)?[0.]*([ep].*)?");

  private Numbers() {}

  /** The integer that {@code text} is, or null. */
  public static @Nullable Long tryParseLong(Bytes text) {
    return isLong(text) ? (Long) parseLong(text) : null;
  }

  /** Whether {@code text} is an integer of 64 bits in its only accepted form. */
  public static boolean isLong(Bytes text) {
    return isLong(text.array(), text.length());
  }

  /** Like {@link #isLong(Bytes)}, of the first {@code length} bytes. */
  public static boolean isLong(byte[] text, int length) {
    if (length == 0 || length > MAX_DIGITS) {
      return false;
    }
    boolean negative = text[0] == '-';
    int start = negative ? 1 : 0;
    if (start == length) {
      return false;
    }
    if (text[start] == '0') {
      return length == 1;
    }
    for (int i = start; i < length; i++) {
      if (text[i] < '0' || text[i] > '9') {
        return false;
      }
    }
    int digits = length - start;
    if (digits != 19) {
      return digits < 19;
    }
    // 19 digits may or may not fit: the value accumulated as a negative number has wrapped if it
    // came out positive. (19 digits are below twice 2^63, so it cannot wrap twice.)
    long value = accumulateNegative(text, start, length);
    return value < 0 && (negative || value != Long.MIN_VALUE);
  }

  /** The integer that {@code text} is; {@link #isLong(Bytes)} must hold. */
  public static long parseLong(Bytes text) {
    return parseLong(text.array(), text.length());
  }

  /** Like {@link #parseLong(Bytes)}, of the first {@code length} bytes. */
  public static long parseLong(byte[] text, int length) {
    boolean negative = text[0] == '-';
    long value = accumulateNegative(text, negative ? 1 : 0, length);
    return negative ? value : -value;
  }

  private static long accumulateNegative(byte[] text, int start, int end) {
    long value = 0;
    for (int i = start; i < end; i++) {
      value = value * 10 - (text[i] - '0');
    }
    return value;
  }

  /** The number in {@code [start, end)} of {@code text}, or {@link #NOT_A_LONG}. */
  static long parseLong(byte[] text, int start, int end) {
    int length = end - start;
    if (length <= 0 || length > MAX_DIGITS) {
      return NOT_A_LONG;
    }
    byte[] digits = Arrays.copyOfRange(text, start, end);
    return isLong(digits, length) ? parseLong(digits, length) : NOT_A_LONG;
  }

  /** The floating point number that {@code text} is, or null; out of range is null too. */
  public static @Nullable Double tryParseDouble(Bytes text) {
    Double value = parseC(text.toLatin1());
    if (value == null) {
      return null;
    }
    String lower = text.toLatin1().toLowerCase(Locale.ROOT);
    boolean overflow = value.isInfinite() && !INFINITE.matcher(lower).matches();
    boolean underflow = value == 0 && !ZERO_DIGITS.matcher(lower).matches();
    return overflow || underflow ? null : value;
  }

  /**
   * The bound of a score range, or null: more lenient than a score, since the empty string is 0,
   * blanks may come first, and what is too big is infinite.
   */
  public static @Nullable Double tryParseBound(String text) {
    String stripped = text.replaceFirst("^[ \\t\\n\\x0B\\f\\r]+", "");
    if (text.isEmpty()) {
      return 0.0;
    }
    return parseC(stripped);
  }

  private static @Nullable Double parseC(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (DECIMAL.matcher(lower).matches()) {
      return Double.valueOf(lower);
    }
    if (INFINITE.matcher(lower).matches()) {
      return lower.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    if (HEXADECIMAL.matcher(lower).matches()) {
      return Double.valueOf(lower.contains("p") ? lower : lower + "p0");
    }
    return null;
  }

  /** {@code value} with up to 17 significant digits. */
  public static Bytes format(double value) {
    return Bytes.of(formatText(value).getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String formatText(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == (long) value && Math.abs(value) < EXACT_LONG_BOUND) {
      return value == 0 && 1 / value < 0 ? "-0" : Long.toString((long) value);
    }
    BigDecimal rounded = new BigDecimal(value).round(SEVENTEEN_DIGITS).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= -4 && exponent < SIGNIFICANT_DIGITS) {
      return rounded.toPlainString();
    }
    String digits = rounded.unscaledValue().abs().toString();
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    int size = Math.abs(exponent);
    return (rounded.signum() < 0 ? "-" : "")
        + mantissa
        + (exponent < 0 ? "e-" : "e+")
        + (size < 10 ? "0" : "")
        + size;
  }
}
