package weft.async;

import java.util.ArrayList;
import java.util.List;

/** Makes a failure that passes through several bodies tell the way it took. */
final class Traces {
  /** Frames that a trace may have; a loop of retries must not make it grow without bound. */
  private static final int LIMIT = 1024;

  private static final String HERE = "weft.async.";

  private Traces() {}

  /** Appends the frames of the awaiting body to the trace of a failure of the awaited one. */
  static void appendAwait(Throwable failure) {
    StackTraceElement[] inner = failure.getStackTrace();
    if (inner.length == 0 || inner.length >= LIMIT) {
      return; // one without a trace, or one that is long enough
    }
    List<StackTraceElement> all = new ArrayList<>(List.of(inner));
    all.add(new StackTraceElement("weft.async.Async", "await", "Async.java", -1));
    for (StackTraceElement frame : new Throwable().getStackTrace()) {
      if (!frame.getClassName().startsWith(HERE) && all.size() < LIMIT) {
        all.add(frame);
      }
    }
    failure.setStackTrace(all.toArray(StackTraceElement[]::new));
  }
}
