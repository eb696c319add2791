package weft.streams;

import java.time.Duration;

/**
 * How often to try again, and how long to wait before.
 *
 * @param attempts how often at most; {@link Integer#MAX_VALUE} for ever
 * @param first the wait before the first new attempt; zero for none
 * @param factor by which the wait grows with each attempt in a row; at least 1
 * @param longest the wait grows no further than this
 * @param jitter from 0 to 1: the part of each wait that is left to chance, so that many who failed
 *     together do not come back together
 */
public record Backoff(
    int attempts, Duration first, double factor, Duration longest, double jitter) {

  private static final Duration LIMIT = Duration.ofDays(36_500); // so that nanoseconds fit

  /** Checks the values. */
  public Backoff {
    if (attempts < 0) {
      throw new IllegalArgumentException("attempts < 0: " + attempts);
    }
    if (longest.compareTo(LIMIT) > 0) {
      throw new IllegalArgumentException("longest > " + LIMIT + ": " + longest);
    }
    if (first.isNegative() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "not 0 <= first <= longest: first " + first + ", longest " + longest);
    }
    if (!(factor >= 1)) {
      throw new IllegalArgumentException("factor < 1: " + factor);
    }
    if (!(jitter >= 0 && jitter <= 1)) {
      throw new IllegalArgumentException("jitter is not from 0 to 1: " + jitter);
    }
  }

  /** At once, that many times. */
  public static Backoff immediately(int attempts) {
    return new Backoff(attempts, Duration.ZERO, 1, Duration.ZERO, 0);
  }

  /** Always the same wait. */
  public static Backoff fixed(int attempts, Duration wait) {
    return new Backoff(attempts, wait, 1, wait, 0);
  }

  /** Doubles from {@code first} to {@code longest}, a quarter of each wait left to chance. */
  public static Backoff exponential(int attempts, Duration first, Duration longest) {
    return new Backoff(attempts, first, 2, longest, 0.25);
  }

  /** The same without a limit of attempts. */
  public Backoff forever() {
    return new Backoff(Integer.MAX_VALUE, first, factor, longest, jitter);
  }

  /** The same with another part left to chance. */
  public Backoff withJitter(double newJitter) {
    return new Backoff(attempts, first, factor, longest, newJitter);
  }

  /**
   * The wait before an attempt, in nanoseconds.
   *
   * @param attempt the attempt, from zero
   * @param chance from 0 to 1
   */
  long waitNanos(long attempt, double chance) {
    double full = Math.min(first.toNanos() * Math.pow(factor, attempt), longest.toNanos());
    return (long) (full * (1 - jitter * chance));
  }
}
