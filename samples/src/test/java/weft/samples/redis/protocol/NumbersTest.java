package weft.samples.redis.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {
  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 10, 999999999L, -1000000000L, Long.MAX_VALUE, Long.MIN_VALUE})
  void integersAreRead(long value) {
    assertThat(Numbers.tryParseLong(Bytes.of(value))).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "+1",
        "-0",
        "01",
        "-01",
        " 1",
        "1 ",
        "1.0",
        "abc",
        "9223372036854775808",
        "-9223372036854775809",
        "9999999999999999999",
        "-9999999999999999999",
        "99999999999999999999",
        "18446744073709551617"
      })
  void whatIsNoIntegerIsRefused(String text) {
    assertThat(Numbers.tryParseLong(Bytes.of(text))).isNull();
  }

  @Test
  void nineteenDigitsAreRefusedExactlyWhenTheyDoNotFit() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100_000; i++) {
      String digits =
          (random.nextBoolean() ? "-" : "")
              + (1 + random.nextInt(9))
              + String.format("%018d", random.nextLong(1_000_000_000_000_000_000L));
      boolean fits = new BigInteger(digits).bitLength() < 64;
      Long parsed = Numbers.tryParseLong(Bytes.of(digits));
      assertThat(parsed != null).as(digits).isEqualTo(fits);
      if (parsed != null) {
        assertThat(parsed.toString()).isEqualTo(digits);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1.1, 1.1000000000000001",
    "3, 3",
    "0.1, 0.10000000000000001",
    "-0.5, -0.5",
    "1e17, 1e+17",
    "1e16, 10000000000000000",
    "1e-5, 1.0000000000000001e-05",
    "0.0001, 0.0001",
    "123456789012345678, 1.2345678901234568e+17",
    "1e300, 1.0000000000000001e+300",
    "1e100, 1e+100",
    "inf, inf",
    "-INFINITY, -inf",
    "0x10, 16",
    "0x1p-2, 0.25",
    ".5, 0.5",
    "5., 5",
    "12345678.9, 12345678.9"
  })
  void doublesAreReadAndWrittenAsInC(String text, String expected) {
    Double value = Numbers.tryParseDouble(Bytes.of(text));
    assertThat(value).isNotNull();
    assertThat(Numbers.format(value).toString()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " 1", "1 ", "nan", "1f", "1d", "1e400", "1e-400", "e5", ".", "1e", "--1"})
  void whatIsNoDoubleIsRefused(String text) {
    assertThat(Numbers.tryParseDouble(Bytes.of(text))).isNull();
  }

  @Test
  void boundsAreMoreLenient() {
    assertThat(Numbers.tryParseBound("")).isEqualTo(0.0);
    assertThat(Numbers.tryParseBound(" 1")).isEqualTo(1.0);
    assertThat(Numbers.tryParseBound("1e400")).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Numbers.tryParseBound("1 ")).isNull();
    assertThat(Numbers.tryParseBound("nan")).isNull();
  }
}
