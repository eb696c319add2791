package weft.net;

import java.time.ZoneId;
import java.util.Objects;
import weft.internal.driver.AcceptRefusedException;

/**
 * Logs that descriptors are exhausted, which is a bad moment for logging: a class, a time zone or a
 * bundle that is loaded for the first time cannot be read then, and stays unusable for good. So
 * what a log line needs is loaded beforehand, and what fails all the same is contained.
 */
final class ExhaustionLog {
  private static final System.Logger LOG = System.getLogger("weft.net");

  private ExhaustionLog() {}

  /** Loads what {@link #refused} will need. */
  static void prepare() {
    new AcceptRefusedException("", null).fillInStackTrace();
    if (LOG.isLoggable(System.Logger.Level.WARNING)) {
      Objects.requireNonNull(ZoneId.systemDefault().getRules()); // reads the JDK's time zones
    }
  }

  static void refused(Object listener, AcceptRefusedException why) {
    log(
        System.Logger.Level.WARNING,
        "accept on {0} fails and will be tried again: {1}",
        listener,
        String.valueOf(why.getMessage()));
  }

  static void recovered(Object listener) {
    log(System.Logger.Level.INFO, "accept on {0} works again", listener);
  }

  private static void log(System.Logger.Level level, String format, Object... parameters) {
    try {
      LOG.log(level, format, parameters);
    } catch (Exception | LinkageError | InternalError e) {
      // A line that cannot be written must not end the accepting; the counter of refused accepts
      // tells the same.
    }
  }
}
