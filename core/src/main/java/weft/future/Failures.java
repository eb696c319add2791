package weft.future;

/** What the futures of this package share about failing. */
final class Failures {
  private Failures() {}

  /** The answer to a poll of a future that is finished or was cancelled. */
  static IllegalStateException finished(String what) {
    return new IllegalStateException(
        what + " was polled after it had finished: a future gives its outcome once");
  }

  /** Throws {@code failure} itself, whatever its type, as {@link Future#poll} does. */
  static RuntimeException rethrow(Throwable failure) throws Exception {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof Exception exception) {
      throw exception;
    }
    throw new IllegalStateException("neither an Exception nor an Error", failure);
  }

  /** Adds {@code further} to what is thrown already. The same object twice is no news. */
  static void suppress(Throwable primary, Throwable further) {
    if (primary != further) {
      primary.addSuppressed(further);
    }
  }

  /**
   * Cancels {@code future}, which is not supposed to throw. If it does, the others that its owner
   * still has to cancel must not suffer.
   */
  static void cancel(Future<?> future) {
    try {
      future.cancel();
    } catch (Throwable failure) {
      System.getLogger("weft.future")
          .log(System.Logger.Level.ERROR, "a future's cancel() threw", failure);
    }
  }
}
