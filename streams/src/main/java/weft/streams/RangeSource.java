package weft.streams;

import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;

/** Whole numbers in order. */
final class RangeSource extends AbstractStream<Integer> {
  private final int end;
  private int next;

  RangeSource(int start, int end) {
    this.next = start;
    this.end = end;
  }

  @Override
  public Poll<@Nullable Integer> pollNext(Context cx) {
    requireActive();
    if (next >= end) {
      return end();
    }
    if (!cx.proceed()) {
      return Poll.pending();
    }
    return Poll.ready(next++);
  }

  @Override
  public Progress pollEach(Context cx, Emitter<? super Integer> emitter) {
    requireActive();
    while (next < end) {
      int item = next;
      int until = item + cx.proceed(Math.min(Sizes.TURN, end - item));
      if (item == until) {
        return Progress.PENDING;
      }
      boolean wanted = true;
      while (wanted && item < until) {
        wanted = emitter.emit(item++);
      }
      next = item;
      if (!wanted) {
        cx.refund(until - item);
        return Progress.STOPPED;
      }
    }
    finish();
    return Progress.DONE;
  }

  @Override
  public SizeHint sizeHint() {
    return SizeHint.exactly(Math.max(0L, (long) end - next));
  }

  @Override
  public void cancel() {
    finish();
  }
}
