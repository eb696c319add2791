package weft.streams;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;
import weft.future.ThrowingFunction;

/**
 * The items of the stream made of upstream's latest item; a newer item cancels the older stream.
 *
 * <p>A stream that was just made is polled before upstream is asked for another item, and gives
 * what it has at once, up to {@value #TURN} items: an upstream that always has another item would
 * otherwise replace each stream before it has given one. From then on upstream goes first.
 */
final class SwitchMapStream<T, R> extends Stage<T, R> {
  /** Items of a stream before upstream goes first: then it has been heard, and upstream not. */
  private static final int TURN = 32;

  private final ThrowingFunction<? super T, ? extends Stream<? extends R>> mapper;
  private @Nullable Stream<? extends R> inner;
  private int turnLeft; // of the inner stream, before upstream goes first

  SwitchMapStream(
      Stream<? extends T> upstream,
      ThrowingFunction<? super T, ? extends Stream<? extends R>> mapper) {
    super(upstream);
    this.mapper = Objects.requireNonNull(mapper, "mapper");
  }

  @Override
  public Poll<@Nullable R> pollNext(Context cx) throws Exception {
    requireActive();
    try {
      boolean waits = false; // the inner stream, which was asked first
      while (true) {
        boolean first = turnLeft > 0;
        if (!first && switchToLatest(cx)) {
          waits = false;
          continue;
        }
        Stream<? extends R> current = inner;
        if (current == null) {
          return isReleased() ? end() : Poll.pending();
        }
        if (waits) {
          return Poll.pending();
        }
        Poll<? extends R> poll = current.pollNext(cx);
        if (poll instanceof Poll.Ready<? extends R> ready) {
          if (ready.value() != null) {
            turnLeft -= first ? 1 : 0;
            return Polls.widen(poll);
          }
          dropInner(); // it has ended, and may hold on to its source
          if (!first) {
            return isReleased() ? end() : Poll.pending();
          }
        } else if (!first) {
          return Poll.pending();
        } else if (cx.hasBudget()) {
          turnLeft = 0;
          waits = true;
        } else { // it may have more once there is some, and has its turn still
          cx.defer();
          return Poll.pending();
        }
      }
    } catch (Throwable failure) {
      throw fail(failure);
    }
  }

  /** Asks upstream for an item. Whether there is a new stream now. */
  private boolean switchToLatest(Context cx) throws Exception {
    if (isReleased() || !(upstream.pollNext(cx) instanceof Poll.Ready<? extends T> ready)) {
      return false;
    }
    T item = ready.value();
    if (item == null) {
      upstreamEnded();
      return false;
    }
    dropInner();
    inner = Failures.requireResult(mapper.apply(item), "switchMap: the function", "a stream");
    turnLeft = TURN;
    return true;
  }

  private void dropInner() {
    Stream<? extends R> current = inner;
    inner = null;
    turnLeft = 0;
    if (current != null) {
      current.cancel();
    }
  }

  @Override
  public void cancel() {
    try {
      super.cancel();
    } finally {
      dropInner();
    }
  }
}
