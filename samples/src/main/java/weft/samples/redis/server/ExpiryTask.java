package weft.samples.redis.server;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.samples.redis.store.Entry;
import weft.samples.redis.store.Keyspace;
import weft.sync.Mpsc;
import weft.time.Sleep;
import weft.time.Time;

/**
 * Removes keys when their time has come, whether somebody asks for them or not. It sleeps until the
 * first deadline, and is woken when an earlier one is set. Never ready.
 */
final class ExpiryTask implements Future<Void> {
  /** Keys of each database that are removed under one hold of the lock. */
  private static final int BATCH = 256;

  /** The clock of the deadlines may be set; so it is looked at now and then in any case. */
  private static final long MAX_SLEEP_MILLIS = 10_000;

  /** Room for one: several earlier deadlines need one look only. */
  private final Mpsc<Boolean> earlier;

  private final Keyspace keyspace;
  private final LongSupplier clock;
  private @Nullable Sleep sleep;

  ExpiryTask(Keyspace keyspace, LongSupplier clock, Mpsc<Boolean> earlier) {
    this.keyspace = keyspace;
    this.clock = clock;
    this.earlier = earlier;
  }

  @Override
  public Poll<Void> poll(Context cx) {
    while (true) {
      if (!cx.proceed()) {
        return Poll.pending();
      }
      long next = keyspace.expireDue(BATCH);
      long millis = next == Entry.NEVER ? MAX_SLEEP_MILLIS : next - clock.getAsLong();
      if (millis <= 0) {
        continue;
      }
      Duration pause = Duration.ofMillis(Math.min(millis, MAX_SLEEP_MILLIS));
      if (sleep == null) {
        sleep = Time.sleep(pause);
      } else {
        sleep.resetAfter(pause);
      }
      boolean told = earlier.receiver().pollReceive(cx).isReady();
      if (!told && sleep.poll(cx).isPending()) {
        return Poll.pending();
      }
    }
  }

  @Override
  public void cancel() {
    if (sleep != null) {
      sleep.cancel();
    }
    earlier.receiver().close();
  }
}
