package weft.testkit;

import org.jspecify.annotations.Nullable;

/** Where seeds come from: {@code -Dweft.seed}, so that a failure can be repeated, or at random. */
final class Seeds {
  private static final String PROPERTY = "weft.seed";

  private Seeds() {}

  /** The seed that was asked for, or null. */
  static @Nullable Long given() {
    return Long.getLong(PROPERTY);
  }

  /** The seed that was asked for, or a fresh one. */
  static long next() {
    Long given = given();
    return given == null ? System.nanoTime() : given;
  }
}
