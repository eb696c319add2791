package weft.streams;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;

/**
 * The task that gives a stream's items to a subscriber. It alone calls the subscriber after {@code
 * onSubscribe}, so that signals are serial by construction, and a {@code request} from inside a
 * signal only adds to the demand: there is no recursion.
 *
 * <p>Without demand the stream is not polled, since an item could come that nobody has asked for;
 * but where its size hint says that no item is left, it is, to see its end.
 */
final class Delivery<T> implements Future<@Nullable Void>, Emitter<T> {
  private final Demand demand;
  private @Nullable Stream<? extends T> stream; // null once it is over
  private @Nullable Subscriber<? super T> subscriber; // null once it is over
  private final Discard<T> discard = Discard.toRuntime();
  private @Nullable T early; // an item in spite of the size hint
  private long allowed; // by the demand that was seen last
  private long delivered; // of it
  private @Nullable Throwable thrown; // by the subscriber

  Delivery(Stream<? extends T> stream, Subscriber<? super T> subscriber, Demand demand) {
    this.stream = stream;
    this.subscriber = subscriber;
    this.demand = demand;
  }

  @Override
  public Poll<@Nullable Void> poll(Context cx) throws Exception {
    discard.remember(cx);
    while (true) {
      Stream<? extends T> active = stream;
      Subscriber<? super T> receiver = subscriber;
      if (active == null || receiver == null) {
        throw new IllegalStateException("a delivery was polled after it had finished");
      }
      allowed = demand.available();
      delivered = 0;
      if (allowed < 0) {
        return over(receiver);
      }
      Progress progress;
      try {
        progress = advance(cx, active);
      } catch (Throwable failure) {
        try {
          release();
        } finally { // whatever its cancel throws, the subscriber gets its signal
          receiver.onError(failure);
        }
        return Poll.done();
      }
      Throwable failed = thrown;
      if (failed != null) {
        Cleanup.after(failed, this::release);
        throw Failures.asException(failed); // the runtime's hook for failed tasks reports it
      }
      if (progress == Progress.DONE) {
        try {
          release(); // also a stream that has ended: it may hold on to its source
        } finally {
          receiver.onComplete();
        }
        return Poll.done();
      }
      demand.delivered(delivered);
      if (mustWait(cx, progress)) {
        return Poll.pending();
      }
    }
  }

  /**
   * Whether there is nothing to do before the next wake. The stream has the waker if it is pending;
   * the demand gets it here, and is looked at again: a cancel that came before the waker was there
   * has woken nobody.
   */
  private boolean mustWait(Context cx, Progress progress) {
    long seen = demand.available();
    if (seen < 0 || (seen > 0 && progress != Progress.PENDING)) {
      return false;
    }
    demand.register(cx);
    return demand.available() == seen && !mayEnd(seen, progress);
  }

  private Progress advance(Context cx, Stream<? extends T> active) throws Exception {
    T item = early;
    if (allowed > 0 && item != null) {
      early = null;
      emit(item);
      return Progress.STOPPED;
    }
    if (active instanceof LazySource<? extends T> lazy) {
      lazy.start(); // so that its failure or its size hint is known without demand
    }
    return allowed > 0 || (item == null && active.sizeHint().atMost() == 0)
        ? active.pollEach(cx, this)
        : Progress.STOPPED;
  }

  /** Whether an end could be seen although there is no demand. */
  private boolean mayEnd(long seen, Progress progress) {
    Stream<? extends T> active = stream;
    return seen == 0
        && progress != Progress.PENDING
        && early == null
        && active != null
        && active.sizeHint().atMost() == 0;
  }

  private Poll<@Nullable Void> over(Subscriber<? super T> receiver) {
    try {
      release();
    } finally {
      if (allowed == Demand.BAD_REQUEST) {
        receiver.onError(
            new IllegalArgumentException(
                "§3.9: non-positive subscription request: " + demand.badCount()));
      }
    }
    return Poll.done();
  }

  @Override
  public boolean emit(T item) {
    Subscriber<? super T> receiver = subscriber;
    if (delivered >= allowed || receiver == null) {
      early = item;
      return false;
    }
    delivered++;
    try {
      receiver.onNext(item);
    } catch (Throwable failure) {
      thrown = failure;
      return false;
    }
    return delivered < allowed && !demand.isOver();
  }

  /** Drops every reference, and gives up the stream. */
  private void release() {
    Stream<? extends T> active = stream;
    stream = null;
    subscriber = null;
    demand.close();
    T item = early;
    early = null;
    discard.drop(item);
    if (active != null) {
      active.cancel();
    }
  }

  /** The runtime shuts down or has refused the task. */
  @Override
  public void cancel() {
    Subscriber<? super T> receiver = subscriber;
    boolean wasOver = demand.available() == Demand.CANCELLED;
    try {
      release();
    } finally {
      if (receiver != null && !wasOver) {
        tellOfShutdown(receiver);
      }
    }
  }

  private static void tellOfShutdown(Subscriber<?> receiver) {
    try {
      receiver.onError(
          new CancellationException(
              "the runtime that delivers this stream has been shut down or refused the task"));
    } catch (Throwable failure) {
      System.getLogger("weft.streams")
          .log(System.Logger.Level.ERROR, "a subscriber threw from onError", failure);
    }
  }
}
