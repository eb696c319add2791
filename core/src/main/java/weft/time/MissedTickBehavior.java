package weft.time;

/**
 * What an {@link Interval} does after a tick was taken more than five milliseconds late, for
 * example because its task was busy.
 */
public enum MissedTickBehavior {
  /** Keeps to the schedule: the ticks that were missed come one after the other without a pause. */
  BURST {
    @Override
    long next(long scheduled, long now, long period) {
      return scheduled + period;
    }
  },
  /** Begins a new schedule: the next tick comes a full period after the late one was taken. */
  DELAY {
    @Override
    long next(long scheduled, long now, long period) {
      return now + period;
    }
  },
  /** Keeps to the schedule and leaves out what was missed: the next tick is the next multiple. */
  SKIP {
    @Override
    long next(long scheduled, long now, long period) {
      return now + period - (now - scheduled) % period;
    }
  };

  /** The deadline after a tick scheduled at {@code scheduled} was taken late, at {@code now}. */
  abstract long next(long scheduled, long now, long period);
}
