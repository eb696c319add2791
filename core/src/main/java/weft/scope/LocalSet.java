package weft.scope;

import org.jspecify.annotations.Nullable;
import weft.future.CheckReturnValue;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.task.JoinHandle;
import weft.task.TaskLocal;

/**
 * Tasks that take turns: all of them are polled within the one task (or {@code blockOn}) that polls
 * the set, never two at a time. What only they touch needs neither locks nor volatile fields, also
 * on a runtime with many workers.
 *
 * <pre>{@code
 * try (var set = LocalSet.create()) {
 *   runtime.blockOn(set.runUntil(async(() -> {
 *     var seen = new HashMap<String, Integer>(); // shared by the tasks of the set
 *     while (true) {
 *       var socket = await(listener.accept());
 *       set.spawnLocal(async(socket, () -> serve(socket, seen)));
 *     }
 *   })));
 * }
 * }</pre>
 *
 * <p><b>Who polls.</b> {@link #runUntil} polls a future and, in between, the tasks; the set as a
 * future polls the tasks until there are none. Tasks wait while nobody polls. One at a time may
 * poll; if several futures of one set are joined in one task, they relieve each other.
 *
 * <p><b>Fairness.</b> Of each poll of the set at most {@value LocalTasks#TASKS_PER_TURN} polls of
 * its tasks; then others of the runtime have their turn. Each task has its own budget per poll, the
 * future given to {@code runUntil} that of the task around it.
 *
 * <p><b>Threads.</b> {@link #spawnLocal} and the handles may be used from any thread; the tasks may
 * be woken from any thread. Polls of the set may happen on different threads; each happens-before
 * the next.
 *
 * <p><b>Cancellation.</b> Cancelling or {@linkplain #close() closing} the set cancels its tasks
 * where it is called, whether they have run or not; straight-line bodies that clean up go on as
 * part of the task that was cancelled. Cancelling {@code runUntil} cancels its own future only.
 *
 * <p>Tasks of a set do not count as tasks of the runtime: not for {@code maxTasks}, metrics and
 * hooks. A failure that nobody joins is reported as the runtime's own are.
 */
public final class LocalSet implements Future<Void>, AutoCloseable {
  private static final TaskLocal<LocalSet> CURRENT = TaskLocal.named("local set");

  private final LocalTasks tasks = new LocalTasks(CURRENT, this);
  private final LocalTasks.Seat seat = new LocalTasks.Seat();

  private LocalSet() {}

  /** A set without tasks. */
  public static LocalSet create() {
    return new LocalSet();
  }

  /**
   * The set in which the calling code runs: in its tasks, in the future given to {@link #runUntil},
   * and in straight-line bodies below them.
   *
   * @throws IllegalStateException outside every set
   */
  public static LocalSet current() {
    LocalSet set = CURRENT.tryGet();
    if (set == null) {
      throw new IllegalStateException(
          "there is no local set here: call this in a future given to LocalSet.runUntil, or in a"
              + " task of the set");
    }
    return set;
  }

  /** Whether the calling code runs in a set, where only one task runs at a time. */
  public static boolean isCurrent() {
    return CURRENT.tryGet() != null;
  }

  /**
   * Adds a task. It is polled when the set is.
   *
   * @return its handle; cancelled at once if the set has been closed
   */
  public <T extends @Nullable Object> JoinHandle<T> spawnLocal(Future<T> future) {
    return tasks.spawn(null, future);
  }

  /** As {@link #spawnLocal(Future)}, with a name for reports. */
  public <T extends @Nullable Object> JoinHandle<T> spawnLocal(String name, Future<T> future) {
    return tasks.spawn(name, future);
  }

  /**
   * A future that does what {@code future} does, and polls the tasks of this set meanwhile. Those
   * that are left when it is ready wait for the next time.
   */
  @CheckReturnValue
  public <T extends @Nullable Object> Future<T> runUntil(Future<T> future) {
    return new RunUntil<T>(tasks, CURRENT.scope(this, future));
  }

  /** How many tasks have not ended. */
  public int size() {
    return tasks.alive();
  }

  /** Polls the tasks; ready when there are none left. */
  @Override
  public Poll<Void> poll(Context cx) {
    tasks.enter(seat, cx);
    try {
      boolean more = tasks.turn();
      if (tasks.alive() == 0) {
        tasks.giveUp(seat);
        return Poll.done();
      }
      if (more) {
        cx.defer();
      }
      return Poll.pending();
    } finally {
      tasks.leave();
    }
  }

  /** Cancels the tasks; the set takes no more. */
  @Override
  public void cancel() {
    tasks.giveUp(seat);
    tasks.cancelAll();
  }

  /**
   * Cancels the tasks, on the calling thread; the set takes no more. Idempotent.
   *
   * @throws IllegalStateException in a task of the set, or while another thread polls it
   */
  @Override
  public void close() {
    cancel();
  }

  @Override
  public String toString() {
    return "LocalSet[" + tasks + "]";
  }
}
