package weft.streams;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.ContextControl;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Services;
import weft.future.Spawner;
import weft.future.Timers;
import weft.future.Waker;

/**
 * Polls by hand: a context with a counting waker, a clock that is moved by hand, and a list of what
 * was handed over as undelivered. Nothing runs on its own.
 */
final class Hand implements Services, Waker, Spawner {
  final AtomicInteger wakes = new AtomicInteger();
  final List<Object> undelivered = new ArrayList<>();
  final ManualTimers timers = new ManualTimers();
  private final ContextControl control = ContextControl.create(this);
  private final Queue<Waker> deferred = new ArrayDeque<>();
  private final Queue<Task> ready = new ArrayDeque<>();
  int budget = ContextControl.UNCONSTRAINED;

  <T extends @Nullable Object> Poll<T> poll(Future<T> future) throws Exception {
    return with(future::poll);
  }

  <T> Poll<@Nullable T> poll(Stream<T> stream) throws Exception {
    return with(stream::pollNext);
  }

  <T> Progress pollEach(Stream<T> stream, Emitter<? super T> emitter) throws Exception {
    return with(cx -> stream.pollEach(cx, emitter));
  }

  <R> R with(Action<R> action) throws Exception {
    control.begin(this, budget);
    try {
      return action.run(control.context());
    } finally {
      control.end();
      runDeferred();
    }
  }

  /** Something done with a context. */
  interface Action<R> {
    R run(Context cx) throws Exception;
  }

  private void runDeferred() {
    Waker next;
    while ((next = deferred.poll()) != null) {
      next.wake();
    }
  }

  /** Polls until ready, as long as each pending poll was woken (also by due timers). */
  <T extends @Nullable Object> T run(Future<T> future) throws Exception {
    while (true) {
      int before = wakes.get();
      Poll<T> poll;
      try {
        poll = poll(future);
      } catch (Throwable failure) {
        future.cancel();
        throw failure;
      }
      if (poll.isReady()) {
        return poll.get();
      }
      runTasks();
      while (wakes.get() == before) {
        if (!timers.advanceToNext()) {
          throw new AssertionError("pending, and nobody has woken: " + future);
        }
        runTasks();
      }
    }
  }

  @Override
  public void wake() {
    wakes.incrementAndGet();
  }

  @Override
  public @Nullable Timers timers() {
    return timers;
  }

  @Override
  public @Nullable Spawner spawner() {
    return this;
  }

  private int draws;

  @Override
  public int random(int bound) {
    return Math.floorMod(draws++, bound);
  }

  @Override
  public void defer(Waker waker) {
    deferred.add(waker);
  }

  @Override
  public void undelivered(Object value) {
    undelivered.add(value);
  }

  @Override
  public void spawn(Future<?> future) {
    ready.add(new Task(future));
  }

  /** Polls spawned tasks until none is ready. */
  void runTasks() {
    Task task;
    while ((task = ready.poll()) != null) {
      task.run();
    }
  }

  private final class Task implements Waker {
    private final Future<?> future;
    private boolean queued = true;
    private boolean finished;

    Task(Future<?> future) {
      this.future = future;
    }

    @Override
    public void wake() {
      if (!queued && !finished) {
        queued = true;
        ready.add(this);
      }
    }

    void run() {
      queued = false;
      control.begin(this, ContextControl.UNCONSTRAINED);
      try {
        finished = future.poll(control.context()).isReady();
      } catch (Throwable failure) {
        finished = true;
        future.cancel();
      } finally {
        control.end();
        runDeferred();
      }
    }
  }

  /** A clock that is moved by hand. */
  static final class ManualTimers implements Timers {
    long now;
    private final List<ManualTimer> waiting = new ArrayList<>();

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public Timer timer(long deadlineNanos) {
      return new ManualTimer(deadlineNanos);
    }

    int waiting() {
      return waiting.size();
    }

    void advance(Duration by) {
      now += by.toNanos();
      fire();
    }

    boolean advanceToNext() {
      long next = Long.MAX_VALUE;
      for (ManualTimer timer : waiting) {
        next = Math.min(next, timer.deadline);
      }
      if (waiting.isEmpty()) {
        return false;
      }
      now = Math.max(now, next);
      fire();
      return true;
    }

    private void fire() {
      for (ManualTimer timer : List.copyOf(waiting)) {
        if (timer.deadline <= now) {
          waiting.remove(timer);
          Waker waker = timer.waker;
          if (waker != null) {
            waker.wake();
          }
        }
      }
    }

    private final class ManualTimer implements Timer {
      private long deadline;
      private @Nullable Waker waker;

      ManualTimer(long deadline) {
        this.deadline = deadline;
      }

      @Override
      public boolean pollElapsed(Waker newWaker) {
        if (now >= deadline) {
          waiting.remove(this);
          return true;
        }
        waker = newWaker;
        if (!waiting.contains(this)) {
          waiting.add(this);
        }
        return false;
      }

      @Override
      public void reset(long deadlineNanos) {
        deadline = deadlineNanos;
      }

      @Override
      public long deadlineNanos() {
        return deadline;
      }

      @Override
      public void cancel() {
        waiting.remove(this);
      }
    }
  }
}
