package weft.contracts;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import weft.future.ContextControl;
import weft.future.Future;
import weft.future.Services;
import weft.future.Spawner;
import weft.future.Timers;
import weft.future.Waker;

/**
 * An executor's services on one thread, for streams that are polled by hand: a clock that is at
 * once where somebody waits for it to be, and tasks that run as soon as they are woken.
 */
final class HandyServices implements Services, Timers, Spawner {
  private final boolean timePasses;
  private final Deque<Object> undelivered = new ArrayDeque<>();
  private long now;

  private HandyServices(boolean timePasses) {
    this.timePasses = timePasses;
  }

  /** The clock jumps to each deadline that somebody waits for. */
  static HandyServices jumping() {
    return new HandyServices(true);
  }

  /** The clock stands still. */
  static HandyServices paused() {
    return new HandyServices(false);
  }

  @Override
  public Timers timers() {
    return this;
  }

  @Override
  public Spawner spawner() {
    return this;
  }

  @Override
  public int random(int bound) {
    return 0;
  }

  @Override
  public void defer(Waker waker) {
    waker.wake();
  }

  @Override
  public void undelivered(Object value) {
    undelivered.add(value);
  }

  /** The next value that nobody has received and that does not release itself, or null. */
  @Nullable Object takeUndelivered() {
    return undelivered.poll();
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public Timer timer(long deadlineNanos) {
    return new Timer() {
      private long deadline = deadlineNanos;

      @Override
      public boolean pollElapsed(Waker waker) {
        if (now - deadline >= 0) {
          return true;
        }
        if (timePasses) {
          now = deadline;
          waker.wake();
        }
        return false;
      }

      @Override
      public void reset(long later) {
        deadline = later;
      }

      @Override
      public long deadlineNanos() {
        return deadline;
      }

      @Override
      public void cancel() {}
    };
  }

  @Override
  public void spawn(Future<?> future) {
    new Task(future).wake();
  }

  /** Polled where it is woken, but never from inside its own poll. */
  private final class Task implements Waker {
    private final ContextControl control = ContextControl.create(HandyServices.this);
    private final Future<?> future;
    private boolean woken;
    private boolean running;
    private boolean finished;

    Task(Future<?> future) {
      this.future = future;
    }

    @Override
    public void wake() {
      woken = true;
      if (running) {
        return;
      }
      running = true;
      while (woken && !finished) {
        woken = false;
        poll();
      }
      running = false;
    }

    private void poll() {
      control.begin(this, ContextControl.UNCONSTRAINED);
      try {
        finished = future.poll(control.context()).isReady();
      } catch (Throwable failure) {
        finished = true;
        future.cancel();
      } finally {
        control.end();
      }
    }
  }
}
