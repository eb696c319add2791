package weft.architecture.planted.internal.system;

/** An effect where effects belong. */
final class AllowedEffect {
  long nanos() {
    return System.nanoTime();
  }
}
