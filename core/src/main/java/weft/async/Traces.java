package weft.async;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Makes a failure that passes through several bodies tell the way it took. */
final class Traces {
  /** Frames that a trace may have; a loop of retries must not make it grow without bound. */
  private static final int LIMIT = 1024;

  /** Frames that say nothing to the reader. */
  private static final Set<String> MACHINERY =
      Set.of(
          Async.class.getName(),
          Body.class.getName(),
          BodyScope.class.getName(),
          Traces.class.getName());

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
      if (!MACHINERY.contains(frame.getClassName()) && all.size() < LIMIT) {
        all.add(frame);
      }
    }
    failure.setStackTrace(all.toArray(StackTraceElement[]::new));
  }
}
