package weft.streams;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;

/** One stream after the other. Giving it up gives up those that have not begun, too. */
final class ConcatStream<T> extends AbstractStream<T> {
  private final Deque<Stream<? extends T>> streams;

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
      streams.remove();
      current.cancel(); // it has ended, and may hold on to its source
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
      streams.remove();
      current.cancel(); // it has ended, and may hold on to its source
    }
    finish();
    return Progress.DONE;
  }

  @Override
  public SizeHint sizeHint() {
    SizeHint sum = SizeHint.exactly(0);
    for (Stream<? extends T> stream : streams) {
      sum = sum.plus(stream.sizeHint());
    }
    return sum;
  }

  @Override
  public void cancel() {
    finish();
    Cleanup.cancelAll(streams);
  }
}
