package weft.samples.redis.store;

import weft.samples.redis.protocol.Bytes;

/**
 * Shell-like patterns: {@code *}, {@code ?}, {@code [a-z]}, {@code [^a]}, {@code \} before a
 * character that stands for itself.
 *
 * <p>Only the last star is ever retried. Giving an earlier one more characters could not help,
 * since the last one may take any characters too; so the work is at most the product of the two
 * lengths, whatever pattern a client sends.
 */
public final class Glob {
  private static final int NONE = -1;

  private final byte[] pattern;

  private Glob(byte[] pattern) {
    this.pattern = pattern;
  }

  /** The pattern in {@code text}; any bytes are a pattern. */
  public static Glob of(Bytes text) {
    return new Glob(text.array());
  }

  /** Whether all of {@code text} fits the pattern. */
  public boolean matches(Bytes text) {
    byte[] string = text.array();
    if (string.length == 0) {
      // As Redis has it, not even a star fits the empty string.
      return pattern.length == 0;
    }
    int p = 0;
    int s = 0;
    int afterStar = NONE;
    int retryFrom = 0;
    while (s < string.length) {
      if (p < pattern.length && pattern[p] == '*') {
        afterStar = ++p;
        retryFrom = s;
        continue;
      }
      int next = p < pattern.length ? matchOne(p, string[s]) : NONE;
      if (next != NONE) {
        p = next;
        s++;
      } else if (afterStar != NONE) {
        p = afterStar;
        s = ++retryFrom;
      } else {
        return false;
      }
    }
    while (p < pattern.length && pattern[p] == '*') {
      p++;
    }
    return p == pattern.length;
  }

  /** Where the pattern goes on after matching {@code b} at {@code p}, or NONE. */
  private int matchOne(int p, byte b) {
    return switch (pattern[p]) {
      case '?' -> p + 1;
      case '[' -> matchClass(p + 1, b & 0xff);
      case '\\' -> {
        int literal = p + 1 < pattern.length ? p + 1 : p;
        yield pattern[literal] == b ? literal + 1 : NONE;
      }
      default -> pattern[p] == b ? p + 1 : NONE;
    };
  }

  /** A class that is not closed ends with the pattern. */
  private int matchClass(int start, int b) {
    int p = start;
    boolean negated = p < pattern.length && pattern[p] == '^';
    if (negated) {
      p++;
    }
    boolean found = false;
    while (p < pattern.length && pattern[p] != ']') {
      int left = pattern.length - p;
      if (pattern[p] == '\\' && left >= 2) {
        found |= (pattern[p + 1] & 0xff) == b;
        p += 2;
      } else if (left >= 3 && pattern[p + 1] == '-') {
        int from = pattern[p] & 0xff;
        int to = pattern[p + 2] & 0xff;
        found |= Math.min(from, to) <= b && b <= Math.max(from, to);
        p += 3;
      } else {
        found |= (pattern[p] & 0xff) == b;
        p++;
      }
    }
    if (found == negated) {
      return NONE;
    }
    return Math.min(p + 1, pattern.length);
  }
}
