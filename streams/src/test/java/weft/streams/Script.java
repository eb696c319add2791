package weft.streams;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;
import weft.future.Waker;

/**
 * A stream that does what it was told, step by step, and checks how it is used: not polled after
 * its end or failure, cancelled at most once.
 */
final class Script<T> implements Stream<T> {
  private final Deque<Step> steps = new ArrayDeque<>();
  private @Nullable Waker waker;
  final List<T> taken = new ArrayList<>(); // in order
  int cancels;
  int polls;
  boolean finished;
  boolean failed;
  private boolean tellsItsSize;

  private sealed interface Step {}

  private record Item(Object value) implements Step {}

  private record Gap(boolean wakes) implements Step {}

  private record End() implements Step {}

  private record Fail(Exception failure) implements Step {}

  @SafeVarargs
  static <T> Script<T> of(T... items) {
    Script<T> script = new Script<>();
    for (T item : items) {
      script.item(item);
    }
    return script;
  }

  Script<T> item(T item) {
    steps.add(new Item(item));
    return this;
  }

  /** Pending once, waking at once: a spurious delay. */
  Script<T> gap() {
    steps.add(new Gap(true));
    return this;
  }

  /** Pending until {@link #proceed()}. */
  Script<T> block() {
    steps.add(new Gap(false));
    return this;
  }

  Script<T> end() {
    steps.add(new End());
    return this;
  }

  Script<T> fail(Exception failure) {
    steps.add(new Fail(failure));
    return this;
  }

  /** Says from now on how many items are to come. */
  Script<T> tellSize() {
    tellsItsSize = true;
    return this;
  }

  @Override
  public SizeHint sizeHint() {
    return tellsItsSize
        ? SizeHint.exactly(steps.stream().filter(Item.class::isInstance).count())
        : SizeHint.UNKNOWN;
  }

  /** Leaves a {@link #block()} and wakes whoever waits. */
  void proceed() {
    if (!(steps.peek() instanceof Gap)) {
      throw new AssertionError("not blocked: " + steps);
    }
    steps.remove();
    wake();
  }

  /** Wakes whoever waits; after steps were added to a script that had run dry. */
  void wake() {
    Waker waiting = waker;
    waker = null;
    if (waiting != null) {
      waiting.wake();
    }
  }

  @SuppressWarnings("unchecked")
  @Override
  public Poll<@Nullable T> pollNext(Context cx) throws Exception {
    polls++;
    if (finished) {
      throw new IllegalStateException("script polled after its end");
    }
    if (cancels > 0) {
      throw new AssertionError("script polled after cancel");
    }
    Step step = steps.peek();
    if (step == null) {
      waker = cx.waker();
      return Poll.pending();
    }
    if (step instanceof Gap gap) {
      if (gap.wakes()) {
        steps.remove();
        cx.waker().wake();
      } else {
        waker = cx.waker();
      }
      return Poll.pending();
    }
    if (step instanceof Item && !cx.proceed()) {
      return Poll.pending();
    }
    steps.remove();
    if (step instanceof Item item) {
      taken.add((T) item.value());
      return Poll.ready((T) item.value());
    }
    finished = true;
    if (step instanceof Fail fail) {
      failed = true;
      throw fail.failure();
    }
    return Poll.end();
  }

  @Override
  public void cancel() {
    cancels++;
    if (cancels > 1) {
      throw new AssertionError("script cancelled twice");
    }
  }
}
