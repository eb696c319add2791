package weft.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many polls took a certain time: one range of a histogram.
 *
 * @param from the shortest duration that counts here
 * @param to the shortest duration that does not count here any more; null for the last range, which
 *     has no end
 * @param polls how many there were
 */
public record PollTimes(Duration from, @Nullable Duration to, long polls) {

  static List<PollTimes> of(List<Long> bounds, long[] counts) {
    List<PollTimes> ranges = new ArrayList<>(counts.length);
    Duration from = Duration.ZERO;
    for (int i = 0; i < counts.length; i++) {
      Duration to = i < bounds.size() ? Duration.ofNanos(bounds.get(i)) : null;
      ranges.add(new PollTimes(from, to, counts[i]));
      from = to == null ? from : to;
    }
    return List.copyOf(ranges);
  }
}
