package weft.internal.scheduler;

import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import weft.internal.env.Clock;
import weft.internal.env.Environment;
import weft.internal.env.Parker;
import weft.task.BlockedPoll;

/**
 * Watches over loops that poll tasks. A loop that two looks in a row find in the same poll is taken
 * for blocked: others stand in for it, so that timers, sockets and the task in its LIFO slot do not
 * wait for the poll's end. A poll that goes on for longer is reported, once.
 *
 * <p>Nothing of this costs a poll anything: the loops count their polls anyway, and the clock is
 * read here. When all loops have rested for a while, the watchdog sleeps until one of them calls
 * {@link #rouse}: after its own note that it rests no more. The watchdog notes that it sleeps, and
 * then looks at the loops once again. So one of the two sees the other.
 *
 * <p><b>Threads.</b> {@link #look} is called by one thread: the watchdog's own, or, where there are
 * no threads, whoever steps the loops.
 */
public final class Watchdog implements Runnable {
  /** What {@link #look} answers when it need not be called before {@link #rouse} was. */
  public static final long UNTIL_ROUSED = Long.MAX_VALUE;

  private static final String THREAD_NAME = "weft-watchdog";

  // A tenth of a second: few enough wake-ups that nobody notices, and rare enough that those who
  // work now and then do not have to rouse the watchdog each time.
  private static final int QUIET_LOOKS = 10;

  // More than this late, and the machine has slept, or the JVM has stood still.
  private static final int LATE_LOOKS = 5;

  private final Clock clock;
  private final Parker parker;
  private final PollWatch[] watches;
  private final long periodNanos;
  private final long thresholdNanos;
  private final BlockedPollReports reports;
  private final LongConsumer whenAllWait;
  private long lastLook;
  private boolean hasLooked;
  private int quietLooks;
  private volatile boolean sleeping;
  private volatile boolean stopped;
  private volatile @Nullable Thread thread;
  private volatile boolean reporting;
  private @Nullable Runnable onStop;

  /**
   * @param whenAllWait called with the time at each look that finds every loop waiting inside a
   *     poll
   */
  Watchdog(
      Environment environment,
      WatchdogOptions options,
      List<? extends Watched> loops,
      LongConsumer whenAllWait) {
    this.whenAllWait = whenAllWait;
    this.clock = environment.clock();
    this.parker = environment.newParker();
    this.watches = loops.stream().map(PollWatch::new).toArray(PollWatch[]::new);
    this.periodNanos = options.periodNanos();
    this.thresholdNanos = options.thresholdNanos();
    this.reports = new BlockedPollReports(options.hook());
  }

  // ---------------------------------------------------------------- looking

  /**
   * Looks at all loops once.
   *
   * @return in how many nanoseconds to look again, or {@link #UNTIL_ROUSED}
   */
  public long look() {
    long now = clock.nanoTime();
    long late = hasLooked ? now - lastLook - periodNanos : 0;
    lastLook = now;
    hasLooked = true;
    boolean quiet = true;
    boolean allWait = true;
    for (PollWatch watch : watches) {
      if (late > LATE_LOOKS * periodNanos) {
        watch.forgive(late);
      }
      boolean stuck = watch.isStuck(now);
      allWait &= stuck && watch.isWaiting();
      if (stuck) {
        watch.loop.standIn();
        BlockedPoll blocked = watch.report(now, thresholdNanos);
        if (blocked != null) {
          report(blocked, now);
        }
      }
      quiet &= watch.loop.isResting();
    }
    if (allWait) {
      whenAllWait.accept(now);
    }
    quietLooks = quiet ? quietLooks + 1 : 0;
    return quietLooks >= QUIET_LOOKS && fallAsleep() ? UNTIL_ROUSED : periodNanos;
  }

  private void report(BlockedPoll blocked, long now) {
    reporting = true;
    reports.report(blocked, now);
    reporting = false;
  }

  private boolean fallAsleep() {
    quietLooks = 0;
    hasLooked = false; // the next look is not late
    sleeping = true;
    for (PollWatch watch : watches) {
      if (!watch.loop.isResting()) {
        sleeping = false;
        hasLooked = true;
        return false;
      }
    }
    return true;
  }

  /** A loop rests no more, and everybody can see that it does not. Any thread. */
  void rouse() {
    if (sleeping) {
      sleeping = false;
      parker.unpark();
    }
  }

  /** How many blocked polls were reported. Any thread. */
  public long blockedPolls() {
    return reports.count();
  }

  // ---------------------------------------------------------------- the thread

  /**
   * Starts the thread, if the environment has threads.
   *
   * @param ended called at the thread's end
   * @return whether it has
   */
  boolean start(Environment environment, Runnable ended) {
    onStop = ended;
    return environment.threads().start(THREAD_NAME, 0, this) != null;
  }

  /** Ends the thread. Any thread. */
  void stop() {
    stopped = true;
    parker.unpark();
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    try {
      while (!stopped) {
        try {
          lookAndWait();
        } catch (OutOfMemoryError noMemory) {
          reporting = false; // the next look may find some
        }
      }
    } finally {
      if (onStop != null) {
        onStop.run();
      }
    }
  }

  private void lookAndWait() {
    long nanos = lookContained();
    if (nanos == UNTIL_ROUSED) {
      parker.park();
    } else {
      parker.parkNanos(nanos);
    }
    Thread.interrupted(); // nobody has a reason to; else each wait would return at once
  }

  private long lookContained() {
    try {
      return look();
    } catch (Throwable failure) { // a stack needs memory
      reporting = false;
      Hooks.log(System.Logger.Level.WARNING, "the watchdog could not look", failure);
      return periodNanos;
    }
  }

  /** The thread that is stuck in the user's hook, or null. */
  @Nullable Thread stuckThread() {
    return reporting ? thread : null;
  }
}
