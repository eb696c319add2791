package weft.scope;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.ContextControl;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Services;
import weft.future.Waker;
import weft.internal.context.Current;
import weft.internal.context.RuntimeServices;
import weft.internal.context.Scope;
import weft.internal.env.Environment;
import weft.internal.task.LiveTasks;
import weft.internal.task.Task;
import weft.internal.task.TaskOwner;
import weft.task.JoinHandle;
import weft.task.TaskLocal;
import weft.task.TaskLocals;

/**
 * The tasks of a {@link LocalSet}: their queues, and the turns that they get.
 *
 * <p>There are two queues. What the polling thread spawns and wakes goes to its own, and nobody has
 * to be told. What others wake goes to the one under the lock, and whoever polled last is woken; it
 * registers before it looks.
 */
final class LocalTasks implements TaskOwner {
  /** How many polls of tasks one poll of the set does at most: Tokio's figure. */
  static final int TASKS_PER_TURN = 61;

  /** How many of them between looks at what others have woken: Tokio's figure. */
  private static final int REMOTE_INTERVAL = 31;

  /** The place of one who polls the set. */
  static final class Seat {
    private @Nullable Waker waker; // guarded by the lock of the set
  }

  private final TaskLocals inside;
  private final LiveTasks live = new LiveTasks();
  private final AtomicInteger alive = new AtomicInteger();

  /** Who polls, or cancels, right now. What follows belongs to it. */
  private final AtomicReference<@Nullable Thread> poller = new AtomicReference<>();

  private final Deque<Task<?>> queue = new ArrayDeque<>();
  private final Set<Task<?>> unwinding = new LinkedHashSet<>();
  private ContextControl control = ContextControl.create(Services.none());

  private volatile Services services = Services.none(); // written by the poller

  private final Object lock = new Object();
  private final Deque<Task<?>> remote = new ArrayDeque<>(); // guarded by lock
  private final List<Seat> seats = new ArrayList<>(1); // guarded by lock; who polled last is last
  private boolean closed; // guarded by lock; written by the poller, who need not lock to read it

  <S> LocalTasks(TaskLocal<S> current, S set) {
    this.inside = TaskLocals.none().with(current, set);
  }

  // ---------------------------------------------------------------- any thread

  <T extends @Nullable Object> JoinHandle<T> spawn(@Nullable String name, Future<T> future) {
    Task<T> task = Task.create(this, name, future);
    alive.incrementAndGet();
    if (isPolledHere()) {
      if (!closed) {
        queue.add(task);
        return task;
      }
    } else if (enqueueFromOutside(task, false)) {
      return task;
    }
    task.runCancelled(); // it has not run: there is nothing to clean up
    return task;
  }

  @Override
  public void schedule(Task<?> task) {
    if (isPolledHere()) {
      queue.add(task);
    } else {
      enqueueFromOutside(task, true);
    }
  }

  /**
   * Queues a task from a thread that does not poll the set.
   *
   * @param always also if the set is closed: it is one of those that clean up
   */
  private boolean enqueueFromOutside(Task<?> task, boolean always) {
    Waker waker;
    synchronized (lock) {
      if (closed && !always) {
        return false;
      }
      remote.add(task);
      waker = lastSeatsWaker();
    }
    if (waker != null) {
      waker.wake();
    }
    return true;
  }

  private @Nullable Waker lastSeatsWaker() {
    return seats.isEmpty() ? null : seats.get(seats.size() - 1).waker;
  }

  private boolean isPolledHere() {
    return poller.get() == Thread.currentThread();
  }

  int alive() {
    return alive.get();
  }

  @Override
  public Services services() {
    return services;
  }

  // ---------------------------------------------------------------- who polls

  /**
   * Makes the calling thread the one that polls.
   *
   * @throws IllegalStateException if there is one
   */
  void enter(Seat seat, Context cx) {
    takeRole("polled");
    if (services != cx.services()) {
      services = cx.services();
      control = ContextControl.create(services);
    }
    synchronized (lock) {
      seat.waker = cx.waker();
      int last = seats.size() - 1;
      if (last < 0 || seats.get(last) != seat) {
        seats.remove(seat);
        seats.add(seat);
      }
    }
  }

  private void takeRole(String what) {
    Thread here = Thread.currentThread();
    Thread other = poller.compareAndExchange(null, here);
    if (other != null) {
      throw new IllegalStateException(
          "a LocalSet was "
              + what
              + (other == here
                  ? " inside itself: await the future directly, or spawnLocal it"
                  : " while " + other + " polls it: it belongs to one task at a time"));
    }
  }

  void leave() {
    poller.set(null);
  }

  /** {@code seat} polls no more; another one takes over. */
  void giveUp(Seat seat) {
    Waker next;
    synchronized (lock) {
      seat.waker = null;
      next = seats.remove(seat) ? lastSeatsWaker() : null;
    }
    if (next != null) {
      next.wake();
    }
  }

  /**
   * Polls tasks. The caller has entered.
   *
   * @return whether there may be more to do at once
   */
  boolean turn() {
    TaskLocals before = TaskLocals.exchange(inside); // tasks do not inherit any others
    try {
      for (int i = 1; i <= TASKS_PER_TURN; i++) {
        Task<?> task = next(i % REMOTE_INTERVAL == 0);
        if (task == null) {
          return false;
        }
        run(task);
      }
      return true;
    } finally {
      TaskLocals.exchange(before);
    }
  }

  private @Nullable Task<?> next(boolean lookOutside) {
    if (lookOutside || queue.isEmpty()) {
      synchronized (lock) {
        queue.addAll(remote);
        remote.clear();
      }
    }
    return queue.poll();
  }

  private void run(Task<?> task) {
    Task.Verdict verdict =
        closed && !task.isUnwinding()
            ? task.runCancelled()
            : task.run(control, budget(), live, null);
    if (verdict == Task.Verdict.QUEUE) {
      queue.add(task);
    }
  }

  private int budget() {
    return services instanceof RuntimeServices runtime
        ? runtime.environment().tunables().budget()
        : ContextControl.DEFAULT_BUDGET;
  }

  // ---------------------------------------------------------------- the end

  /** Cancels all tasks, and lets those that clean up go on elsewhere. */
  void cancelAll() {
    if (!cancelTasks()) {
      return;
    }
    Future<Void> rest = new Rest(this);
    Scope scope = Current.scope();
    if (scope != null && scope.adopt(rest)) {
      return;
    }
    if (services instanceof RuntimeServices runtime) {
      runtime.adopt(rest);
    } else {
      rest.cancel();
    }
  }

  /** Cancels all tasks. Returns whether some of them are cleaning up. */
  private boolean cancelTasks() {
    takeRole("closed");
    TaskLocals before = TaskLocals.exchange(inside);
    try {
      synchronized (lock) {
        closed = true;
      }
      live.closeAndAbort(); // which queues them
      List<Task<?>> cleaning = new ArrayList<>();
      Task<?> task;
      while ((task = next(false)) != null) {
        if (task.isUnwinding() || task.runCancelled() == Task.Verdict.QUEUE) {
          cleaning.add(task);
        }
      }
      queue.addAll(cleaning);
      return alive() > 0;
    } finally {
      TaskLocals.exchange(before);
      leave();
    }
  }

  /** Ends those that clean up. */
  private void abandon() {
    takeRole("given up");
    TaskLocals before = TaskLocals.exchange(inside);
    try {
      for (Task<?> task : List.copyOf(unwinding)) {
        task.abort(); // which queues it
      }
      Task<?> task;
      while ((task = next(false)) != null) {
        task.runCancelled();
      }
    } finally {
      TaskLocals.exchange(before);
      leave();
    }
  }

  /** What is left of a cancelled set: tasks whose bodies clean up. */
  private static final class Rest implements Future<Void> {
    private final LocalTasks tasks;
    private final Seat seat = new Seat();

    Rest(LocalTasks tasks) {
      this.tasks = tasks;
    }

    @Override
    public Poll<Void> poll(Context cx) {
      tasks.enter(seat, cx);
      try {
        if (tasks.turn()) {
          cx.defer();
        }
        return tasks.alive() == 0 ? Poll.done() : Poll.pending();
      } finally {
        tasks.leave();
      }
    }

    @Override
    public void cancel() {
      tasks.giveUp(seat);
      tasks.abandon();
    }

    @Override
    public String toString() {
      return "cleanup of a local set: " + tasks;
    }
  }

  // ---------------------------------------------------------------- what tasks report

  @Override
  public void onEnd(Task<?> task) {
    alive.decrementAndGet();
  }

  @Override
  public void onUnwinding(Task<?> task) {
    unwinding.add(task);
  }

  @Override
  public void onUnwound(Task<?> task) {
    unwinding.remove(task);
  }

  @Override
  public void onUnclaimedFailure(Task<?> task, Throwable failure) {
    if (services instanceof TaskOwner runtime) {
      runtime.onUnclaimedFailure(task, failure);
    }
    // else there is no clock for the grace time, and the handle is still held
  }

  @Override
  public void onUnhandledFailure(Task<?> task, Throwable failure) {
    if (services instanceof TaskOwner runtime) {
      runtime.onUnhandledFailure(task, failure);
    } else {
      System.getLogger("weft.scope")
          .log(System.Logger.Level.ERROR, task.describe() + " of a local set failed", failure);
    }
  }

  @Override
  public Environment environment() {
    if (services instanceof RuntimeServices runtime) {
      return runtime.environment();
    }
    throw new IllegalStateException(
        "blockingJoin of a task of a LocalSet that no runtime has polled: it would wait for ever");
  }

  @Override
  public void requireMayBlock(String what) {
    Current.requireMayBlock(what);
  }

  @Override
  public String toString() {
    return alive() + " tasks";
  }
}
