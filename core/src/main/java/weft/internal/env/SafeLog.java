package weft.internal.env;

/**
 * Logging for code that has to go on whatever happens. What the logger throws, be it for want of
 * memory, has nobody left to be told to.
 */
public final class SafeLog {
  private SafeLog() {}

  /** Logs an error and never throws. */
  public static void error(String logger, String message, Throwable failure) {
    try {
      System.getLogger(logger).log(System.Logger.Level.ERROR, message, failure);
    } catch (Throwable logging) {
      // the thread that called it must live
    }
  }
}
