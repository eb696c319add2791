package weft.internal.scheduler;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import weft.task.BlockedPoll;

/** Tells the user about blocked polls: by the hook, or in the log, but not in a flood. */
final class BlockedPollReports {
  /** One line in so many nanoseconds tells as much as a hundred. */
  private static final long LOG_PAUSE_NANOS = 10_000_000_000L;

  private final @Nullable Consumer<BlockedPoll> hook;
  private final AtomicLong count = new AtomicLong();
  private boolean hasLogged;
  private long loggedAt;
  private long unlogged;

  BlockedPollReports(@Nullable Consumer<BlockedPoll> hook) {
    this.hook = hook;
  }

  /** How many there were. Any thread. */
  long count() {
    return count.get();
  }

  void report(BlockedPoll blocked, long now) {
    count.incrementAndGet();
    Consumer<BlockedPoll> receiver = hook;
    if (receiver != null) {
      try {
        receiver.accept(blocked);
      } catch (Throwable failure) {
        Hooks.contain("onBlockedPoll", failure);
      }
    } else if (hasLogged && now - loggedAt < LOG_PAUSE_NANOS) {
      unlogged++;
    } else {
      hasLogged = true;
      loggedAt = now;
      log(blocked);
      unlogged = 0;
    }
  }

  private void log(BlockedPoll blocked) {
    String name = blocked.task().name();
    Throwable where = new Throwable("where it is on thread " + blocked.thread());
    where.setStackTrace(blocked.stack().toArray(StackTraceElement[]::new));
    Hooks.log(
        System.Logger.Level.WARNING,
        blocked.task().id()
            + (name == null ? "" : " '" + name + "'")
            + " has been in one poll for "
            + blocked.duration().toMillis()
            + " ms and keeps worker "
            + blocked.worker()
            + " from other tasks: what blocks belongs into spawnBlocking or blockInPlace, and a"
            + " long computation yields now and then"
            + (unlogged == 0 ? "" : " (" + unlogged + " more since the last one logged)"),
        where);
  }
}
