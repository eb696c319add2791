package weft.samples.redis.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import weft.samples.redis.protocol.Bytes;

class GlobTest {
  private static boolean matches(String pattern, String text) {
    return Glob.of(Bytes.of(pattern)).matches(Bytes.of(text));
  }

  @ParameterizedTest
  @CsvSource({
    "*, a, true",
    "a*, a, true",
    "a*c, abbc, true",
    "a*c, abbd, false",
    "a**c, ac, true",
    "a?c, abc, true",
    "a?c, ac, false",
    "h[ae]llo, hello, true",
    "h[^e]llo, hello, false",
    "h[^e]llo, hallo, true",
    "h[a-c]llo, hbllo, true",
    "h[c-a]llo, hbllo, true",
    "h[a-c]llo, hdllo, false",
    "h\\*llo, h*llo, true",
    "h\\*llo, hello, false",
    "[\\]]x, ]x, true",
    "[abc, a, true",
    "[abc, d, false",
    "[], a, false",
    "[^], a, true",
    "abc\\, abc\\, true",
    "*a*b*c, xaxbxcxc, true",
    "*a*b*c, xaxcxb, false",
    "*news*, a.news.b, true",
    "abc, abcd, false",
    "abcd, abc, false"
  })
  void patterns(String pattern, String text, boolean expected) {
    assertThat(matches(pattern, text)).isEqualTo(expected);
  }

  @Test
  void theEmptyStringFitsTheEmptyPatternOnly() {
    assertThat(matches("", "")).isTrue();
    assertThat(matches("*", "")).isFalse();
    assertThat(matches("", "a")).isFalse();
  }

  @Test
  void bytesAreUnsigned() {
    Glob pattern = Glob.of(Bytes.of(new byte[] {'[', (byte) 0x80, '-', (byte) 0xff, ']'}));
    assertThat(pattern.matches(Bytes.of(new byte[] {(byte) 0x90}))).isTrue();
    assertThat(pattern.matches(Bytes.of("a"))).isFalse();
  }

  @Test
  void manyStarsTakeNoExponentialTime() {
    assertThat(matches("a*".repeat(1000) + "b", "a".repeat(5000))).isFalse();
  }
}
