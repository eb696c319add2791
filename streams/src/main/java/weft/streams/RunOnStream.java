package weft.streams;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Spawner;

/**
 * Runs upstream in a task of its own, a number of items ahead. The task is spawned at the first
 * poll. A failure of upstream comes after the items that came before it.
 */
final class RunOnStream<T> extends PipeStream<T> {
  private final Stream<? extends T> upstream;
  private final Spawner spawner;
  private final int wakeAfter;
  private boolean started;
  private int taken; // since the task was woken

  RunOnStream(Stream<? extends T> upstream, Spawner spawner, int size, Discard<T> discard) {
    super(Sizes.requirePositive(size, "runOn buffer size"), discard);
    this.upstream = Objects.requireNonNull(upstream, "upstream");
    this.spawner = Objects.requireNonNull(spawner, "spawner");
    this.wakeAfter = Math.max(1, size / 2);
  }

  @Override
  void start(Context cx) {
    if (!started) {
      started = true;
      Future<@Nullable Void> task =
          ContextCarrier.in(ContextCarrier.get().current(), new Producer<>(upstream, pipe));
      try {
        spawner.spawn(task);
      } catch (RuntimeException refused) {
        task.cancel(); // does nothing where the spawner has done so
        throw refused;
      }
    }
  }

  @Override
  void taken() {
    if (++taken >= wakeAfter) {
      drained();
    }
  }

  @Override
  void drained() {
    taken = 0;
    pipe.wakePutter();
  }

  @Override
  public void cancel() {
    if (isFinished()) {
      return;
    }
    finish();
    if (started) {
      pipe.cancel(); // the task gives up upstream
    } else {
      upstream.cancel();
    }
  }

  /** The task that runs upstream. */
  private static final class Producer<T> implements Future<@Nullable Void>, Emitter<T> {
    /** Items after which a waiting taker is woken, so that both sides work at the same time. */
    private static final int WAKE_EVERY = 32;

    private final Stream<? extends T> upstream;
    private final Pipe<T> pipe;
    private boolean released;

    Producer(Stream<? extends T> upstream, Pipe<T> pipe) {
      this.upstream = upstream;
      this.pipe = pipe;
    }

    @Override
    public Poll<@Nullable Void> poll(Context cx) {
      pipe.putting().here();
      try {
        while (true) {
          if (pipe.isCancelled()) {
            release();
            return Poll.done();
          }
          if (!pipe.grant(1)) { // one, as the first is announced at once
            if (pipe.expectRoom() || pipe.awaitRoom(cx)) {
              continue;
            }
            pipe.putting().gone();
            return Poll.pending();
          }
          Progress progress = upstream.pollEach(cx, this);
          pipe.wakeTaker();
          if (progress == Progress.DONE) {
            release(); // it has ended, and may hold on to its source
            pipe.complete(null);
            return Poll.done();
          }
          if (progress == Progress.PENDING) {
            if (pipe.awaitCancel(cx)) {
              continue;
            }
            if (cx.hasBudget()) { // else it goes on in a moment
              pipe.putting().gone();
            }
            return Poll.pending();
          }
        }
      } catch (Throwable failure) {
        release();
        pipe.complete(failure);
        return Poll.done();
      }
    }

    @Override
    public boolean emit(T item) {
      return pipe.putGranted(item) ? !pipe.isCancelled() : announce();
    }

    /** Tells the taker what is there. Whether there is room for more. */
    private boolean announce() {
      pipe.wakeTaker();
      return pipe.grant(WAKE_EVERY) && !pipe.isCancelled();
    }

    private void release() {
      if (!released) {
        released = true;
        upstream.cancel();
      }
    }

    /** The runtime shuts down (or has refused the task): the taking side must not wait for ever. */
    @Override
    public void cancel() {
      release();
      pipe.complete(
          new CancellationException(
              "the runtime of a runOn stage was shut down before its stream had ended"));
    }
  }
}
