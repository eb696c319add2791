package weft.samples.redis.protocol;

/**
 * What one request may be at most. Everything beyond is answered with a protocol error.
 *
 * @param maxArguments how many arguments a command may have, its name included
 * @param maxBulkLength bytes in one argument
 * @param maxLineLength bytes in an inline command or in a header line
 * @param maxRequestLength bytes that one request may occupy, counting {@value #ARGUMENT_OVERHEAD}
 *     for each argument beside its bytes, so that a million empty arguments are not free
 */
public record RequestLimits(
    int maxArguments, int maxBulkLength, int maxLineLength, long maxRequestLength) {

  /** What an argument costs beside its bytes. */
  public static final int ARGUMENT_OVERHEAD = 48;

  /**
   * Redis' own limits for the argument count (1 Mi) and lines (64 KiB). A bulk string may have 64
   * MiB and a whole request 256 MiB, where Redis allows 512 MiB and 1 GiB: it keeps them outside of
   * a garbage-collected heap.
   */
  public static final RequestLimits DEFAULT =
      new RequestLimits(1024 * 1024, 64 << 20, 64 * 1024, 256L << 20);

  /** Checks that every limit is positive. */
  public RequestLimits {
    requirePositive("maxArguments", maxArguments);
    requirePositive("maxBulkLength", maxBulkLength);
    requirePositive("maxLineLength", maxLineLength);
    requirePositive("maxRequestLength", maxRequestLength);
  }

  private static void requirePositive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " <= 0: " + value);
    }
  }
}
