package weft.testkit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.future.Poll;
import weft.future.Services;
import weft.streams.Stream;

/**
 * Owns one stream and polls it by hand; the counterpart of {@link PollProbe}.
 *
 * <p>Used by one thread.
 *
 * @param <T> the type of the items
 */
public final class StreamProbe<T> implements AutoCloseable {
  private enum State {
    OPEN,
    ENDED,
    FAILED,
    CANCELLED
  }

  private final Stream<T> stream;
  private final HandExecutor executor;
  private State state = State.OPEN;

  private StreamProbe(Stream<T> stream, Services services) {
    this.stream = stream;
    this.executor = new HandExecutor(services);
  }

  /** Takes over {@code stream}. */
  public static <T> StreamProbe<T> of(Stream<T> stream) {
    return new StreamProbe<>(stream, Services.none());
  }

  /** Takes over {@code stream}, which finds {@code services} in its context. */
  public static <T> StreamProbe<T> of(Stream<T> stream, Services services) {
    return new StreamProbe<>(stream, services);
  }

  /** Gives each later poll {@code units} of budget; without this it is unlimited. */
  public StreamProbe<T> withBudget(int units) {
    executor.budget(units);
    return this;
  }

  /**
   * Polls once.
   *
   * @throws Exception the stream's failure, after it was cancelled
   */
  public Poll<@Nullable T> poll() throws Exception {
    if (state != State.OPEN) {
      throw new AssertionError("polled a stream that is already " + state);
    }
    try {
      Poll<@Nullable T> poll = executor.run(stream::pollNext);
      if (poll instanceof Poll.Ready<@Nullable T> ready && ready.value() == null) {
        state = State.ENDED;
      }
      return poll;
    } catch (Throwable failure) {
      state = State.FAILED;
      stream.cancel();
      throw failure;
    }
  }

  /** Polls once per item and wants exactly these. */
  @SafeVarargs
  public final StreamProbe<T> assertNext(T... items) {
    for (T item : items) {
      Object got = describe();
      if (!item.equals(got)) {
        throw new AssertionError("expected item " + item + ", but " + got);
      }
    }
    return this;
  }

  /** Polls once and wants pending. */
  public StreamProbe<T> assertPending() {
    return want(Answer.PENDING);
  }

  /** Polls once and wants the end. */
  public StreamProbe<T> assertEnd() {
    return want(Answer.END);
  }

  /** Polls once and wants a failure of a type. */
  public <E extends Throwable> E assertFailed(Class<E> type) {
    Poll<@Nullable T> poll;
    try {
      poll = poll();
    } catch (Throwable failure) {
      if (type.isInstance(failure)) {
        return type.cast(failure);
      }
      throw new AssertionError("expected " + type.getName() + ", but failed otherwise", failure);
    }
    throw new AssertionError("expected " + type.getName() + ", but " + poll);
  }

  /**
   * Polls until the end, or until the stream waits for somebody else.
   *
   * @return the items
   * @throws Exception the stream's failure
   */
  public List<T> drain() throws Exception {
    List<T> items = new ArrayList<>();
    int fruitless = 0;
    while (true) {
      Poll<@Nullable T> poll = poll();
      if (poll instanceof Poll.Ready<@Nullable T> ready) {
        T item = ready.value();
        if (item == null) {
          return items;
        }
        items.add(item);
        fruitless = 0;
      } else if (!executor.waker.takeWoken()) {
        return items;
      } else if (++fruitless == PollProbe.MAX_IDLE_POLLS) {
        throw new AssertionError("woke itself at each of " + fruitless + " polls, without an item");
      }
    }
  }

  /** Whether the stream's waker has been woken since the last poll or the last call of this. */
  public boolean isWoken() {
    return executor.waker.takeWoken();
  }

  /** Whether the stream has ended, failed or been cancelled. */
  public boolean isFinished() {
    return state != State.OPEN;
  }

  /** Gives the stream up. Does nothing if it is finished. */
  public void cancel() {
    if (state == State.OPEN) {
      state = State.CANCELLED;
      stream.cancel();
    }
  }

  /** As {@link #cancel()}. */
  @Override
  public void close() {
    cancel();
  }

  private enum Answer {
    PENDING,
    END
  }

  private StreamProbe<T> want(Answer expected) {
    Object got = describe();
    if (got != expected) {
      throw new AssertionError("expected " + expected + ", but " + got);
    }
    return this;
  }

  /** The item, or what came instead of one. */
  private Object describe() {
    Poll<@Nullable T> poll;
    try {
      poll = poll();
    } catch (AssertionError mine) {
      throw mine;
    } catch (Throwable failure) {
      throw new AssertionError("the stream failed", failure);
    }
    if (!(poll instanceof Poll.Ready<@Nullable T> ready)) {
      return Answer.PENDING;
    }
    T item = ready.value();
    return item == null ? Answer.END : item;
  }

  @Override
  public String toString() {
    return "StreamProbe[" + state + ", " + executor.waker + "]";
  }
}
