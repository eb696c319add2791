package weft.samples.redis.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * All databases, and the lock that makes every command atomic.
 *
 * <p><b>Why one plain lock under an asynchronous runtime.</b> A command holds it for some hundred
 * nanoseconds and never waits inside, so a worker that has to wait for it waits less than a task
 * switch would cost. An asynchronous mutex is for what is held <em>across</em> an await. One lock
 * for everything, rather than one for each key or stripe, makes MSET, RENAME and FLUSHALL atomic
 * without any order of locking to keep; encoding, sockets and parsing all happen outside of it.
 */
public final class Keyspace {
  private final List<Database> databases = new ArrayList<>();
  private final LongSupplier clock;

  private final DeadlineWatch watch = new DeadlineWatch();

  /**
   * Empty databases.
   *
   * @param count how many
   * @param clock milliseconds since the epoch
   * @param random used under the lock only
   */
  public Keyspace(int count, LongSupplier clock, RandomGenerator random) {
    this.clock = clock;
    for (int i = 0; i < count; i++) {
      databases.add(new Database(clock, random, watch));
    }
  }

  /** How many databases there are. */
  public int databaseCount() {
    return databases.size();
  }

  /** One database; to be used inside {@link #atomically} only. */
  public Database database(int index) {
    return databases.get(index);
  }

  /** Runs {@code action} while no other command runs; it must be short and must not block. */
  public synchronized <T> T atomically(Supplier<T> action) {
    return action.get();
  }

  /** Removes all keys of all databases; inside {@link #atomically}. */
  public void clear() {
    databases.forEach(Database::clear);
  }

  /**
   * Whether a deadline has been set that is earlier than the one last returned by {@link
   * #expireDue}: then whoever waits for that one must look again. Usually true once for such a
   * change.
   */
  public boolean takeEarlierDeadline() {
    return watch.takeEarlier();
  }

  /**
   * Removes keys whose time has come, at most {@code limit} of each database so that commands are
   * not held up.
   *
   * @return when to call again, in milliseconds since the epoch: a time that has passed if there is
   *     more to do, {@link Entry#NEVER} if no key expires
   */
  public synchronized long expireDue(int limit) {
    long now = clock.getAsLong();
    for (Database database : databases) {
      database.expireDue(now, limit);
    }
    long next = nextDeadline();
    // A key expires when its deadline lies in the past, so the millisecond after it is the time.
    long time = next == Entry.NEVER ? Entry.NEVER : next + 1;
    watch.announce(time);
    return time;
  }

  private long nextDeadline() {
    long next = Entry.NEVER;
    for (Database database : databases) {
      next = Math.min(next, database.nextDeadline());
    }
    return next;
  }
}
