package weft.streams;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;

/**
 * One stream after the other. Giving it up gives up those that have not begun, too.
 *
 * <p>The sizes of those are asked for once: a bridge asks for the size of the whole at each
 * request, and there may be thousands.
 */
final class ConcatStream<T> extends AbstractStream<T> {
  private final Deque<Stream<? extends T>> streams;

  /**
   * What is to come after the first of {@code streams}, after the second, and so on; once asked.
   */
  private @Nullable Deque<SizeHint> following;

  ConcatStream(List<? extends Stream<? extends T>> streams) {
    this.streams = new ArrayDeque<>(streams);
  }

  @Override
  public Poll<@Nullable T> pollNext(Context cx) throws Exception {
    requireActive();
    Stream<? extends T> current;
    while ((current = streams.peek()) != null) {
      Poll<? extends T> poll = current.pollNext(cx);
      if (!(poll instanceof Poll.Ready<? extends T> ready) || ready.value() != null) {
        return Polls.widen(poll);
      }
      remove(current);
    }
    return end();
  }

  @Override
  public Progress pollEach(Context cx, Emitter<? super T> emitter) throws Exception {
    requireActive();
    Stream<? extends T> current;
    while ((current = streams.peek()) != null) {
      Progress progress = current.pollEach(cx, emitter);
      if (progress != Progress.DONE) {
        return progress;
      }
      remove(current);
    }
    finish();
    return Progress.DONE;
  }

  private void remove(Stream<? extends T> ended) {
    streams.remove();
    if (following != null) {
      following.remove();
    }
    ended.cancel(); // it has ended, and may hold on to its source
  }

  @Override
  public SizeHint sizeHint() {
    Stream<? extends T> current = streams.peek();
    if (current == null) {
      return SizeHint.exactly(0);
    }
    Deque<SizeHint> sums = following;
    if (sums == null) {
      sums = sums();
      following = sums;
    }
    return current.sizeHint().plus(sums.element());
  }

  private Deque<SizeHint> sums() {
    Deque<SizeHint> sums = new ArrayDeque<>(streams.size());
    SizeHint sum = SizeHint.exactly(0);
    Iterator<Stream<? extends T>> backwards = streams.descendingIterator();
    while (sums.size() < streams.size() - 1) { // the first one is asked each time
      sums.addFirst(sum);
      sum = sum.plus(backwards.next().sizeHint());
    }
    sums.addFirst(sum);
    return sums;
  }

  @Override
  public void cancel() {
    finish();
    Cleanup.cancelAll(streams);
  }
}
