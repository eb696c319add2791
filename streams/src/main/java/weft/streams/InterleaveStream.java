package weft.streams;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;

/** One item of each of several streams in strict turn; those that have ended are left out. */
final class InterleaveStream<T> extends AbstractStream<T> {
  private final Deque<Stream<? extends T>> turns;

  InterleaveStream(List<? extends Stream<? extends T>> streams) {
    this.turns = new ArrayDeque<>(streams);
  }

  @Override
  public Poll<@Nullable T> pollNext(Context cx) throws Exception {
    requireActive();
    Stream<? extends T> current;
    while ((current = turns.peek()) != null) {
      Poll<? extends T> poll;
      try {
        poll = current.pollNext(cx);
      } catch (Throwable failure) {
        Cleanup.after(failure, this::cancel);
        throw failure;
      }
      if (!(poll instanceof Poll.Ready<? extends T> ready)) {
        return Poll.pending();
      }
      turns.remove();
      if (ready.value() != null) {
        turns.add(current);
        return Polls.widen(poll);
      }
      current.cancel(); // it has ended, and may hold on to its source
    }
    return end();
  }

  @Override
  public SizeHint sizeHint() {
    SizeHint sum = SizeHint.exactly(0);
    for (Stream<? extends T> stream : turns) {
      sum = sum.plus(stream.sizeHint());
    }
    return sum;
  }

  @Override
  public void cancel() {
    finish();
    Cleanup.cancelAll(turns);
  }
}
