package weft.internal.scheduler;

import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.internal.context.Current;
import weft.internal.context.Scope;
import weft.internal.env.Clock;
import weft.internal.task.PollHooks;
import weft.internal.task.Task;

/**
 * How long the polls of one worker take: a count for each range of durations. The clock is read
 * twice a poll, so this is only there if it was asked for; the user's hooks are not timed.
 */
final class PollHistogram implements PollHooks {
  private final Clock clock;
  private final Scope worker;
  private final @Nullable PollHooks hooks;
  private final long[] bounds; // the n-th range ends before the n-th bound; the last has none
  private final Counters counts;
  private long start;

  PollHistogram(Clock clock, Scope worker, @Nullable PollHooks hooks, List<Long> bounds) {
    this.clock = clock;
    this.worker = worker;
    this.hooks = hooks;
    this.bounds = bounds.stream().mapToLong(Long::longValue).toArray();
    this.counts = new Counters(this.bounds.length + 1);
  }

  /** The histogram of {@code worker} with the ranges that {@code scheduler} wants, or null. */
  static @Nullable PollHistogram of(Scheduler scheduler, Scope worker) {
    List<Long> bounds = scheduler.config.pollTimeBounds();
    return bounds.isEmpty()
        ? null
        : new PollHistogram(
            scheduler.environment.clock(), worker, scheduler.hooks.pollHooks(), bounds);
  }

  @Override
  public void beforePoll(Task<?> task) {
    if (hooks != null) {
      hooks.beforePoll(task);
    }
    start = clock.nanoTime();
  }

  @Override
  public void afterPoll(Task<?> task) {
    // Else it has blocked in place, and the worker is another thread's now: so is the start.
    if (Current.scope() == worker) {
      counts.add(range(clock.nanoTime() - start), 1);
    }
    if (hooks != null) {
      hooks.afterPoll(task);
    }
  }

  private int range(long nanos) {
    int range = 0;
    while (range < bounds.length && nanos >= bounds[range]) {
      range++;
    }
    return range;
  }

  /** The counts of all ranges, from the shortest on. Any thread. */
  long[] counts() {
    long[] copy = new long[bounds.length + 1];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = counts.get(i);
    }
    return copy;
  }
}
