package weft.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Every choice of a run: always as a hash, on demand as lines to read. */
final class SimTrace {
  private static final int KEPT_LINES = 400;
  private static final long PRIME = 0x100000001B3L; // that of the FNV-1a hash

  private final boolean recording;
  private final ArrayDeque<String> lines = new ArrayDeque<>();
  private long hash = 0xCBF29CE484222325L;

  SimTrace(boolean recording) {
    this.recording = recording;
  }

  boolean isRecording() {
    return recording;
  }

  void mix(long value) {
    hash = (hash ^ value) * PRIME;
    hash ^= hash >>> 29;
  }

  void line(long now, Supplier<String> text) {
    if (recording) {
      lines.addLast(String.format(Locale.ROOT, "%12.6f  %s", now / 1e9, text.get()));
      if (lines.size() > KEPT_LINES) {
        lines.removeFirst();
      }
    }
  }

  long hash() {
    return hash;
  }

  List<String> lines() {
    return new ArrayList<>(lines);
  }
}
