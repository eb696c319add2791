package weft.testkit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Waker;

/** The clock of a simulated host, which all hosts' clocks go with. */
final class SimClock extends TestClock {
  private final SimHost host;
  private final SimWorld world;

  SimClock(SimHost host, SimWorld world) {
    this.host = host;
    this.world = world;
  }

  @Override
  long nanoTime() {
    return host.nanoTime();
  }

  @Override
  public Duration elapsed() {
    return host.elapsed();
  }

  @Override
  public boolean isPaused() {
    return world.isPaused();
  }

  @Override
  public void pause() {
    world.pause(true);
  }

  @Override
  public void resume() {
    world.pause(false);
  }

  @Override
  public void autoAdvance(boolean enabled) {
    world.autoAdvance(enabled);
  }

  @Override
  public Future<Void> advance(Duration duration) {
    return new Advance(nanosForward(duration));
  }

  @Override
  public void jump(Duration duration) {
    world.jump(host.worldNanos(nanosForward(duration)));
  }

  private final class Advance implements Future<Void> {
    private static final int ROUNDS = 1000;
    private static final int QUIET_ROUNDS = 3;

    private final long nanos;
    private @Nullable Waker waker;
    private boolean started;
    private boolean arrived;
    private int rounds;
    private int quiet;

    Advance(long nanos) {
      this.nanos = nanos;
    }

    @Override
    public Poll<Void> poll(Context cx) {
      waker = cx.waker();
      if (!started) {
        started = true;
        world.advance(host.worldNanos(nanos), this::arrive);
      }
      if (!arrived) {
        return Poll.pending();
      }
      // What the timers woke may wait behind this task: it yields often enough to be behind that.
      quiet = world.othersAreQuiet() ? quiet + 1 : 0;
      if (quiet == QUIET_ROUNDS || rounds++ == ROUNDS) {
        return Poll.done();
      }
      cx.services().defer(cx.waker());
      return Poll.pending();
    }

    private void arrive() {
      arrived = true;
      Waker waiting = waker;
      if (waiting != null) {
        waiting.wake();
      }
    }
  }
}
