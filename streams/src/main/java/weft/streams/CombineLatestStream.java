package weft.streams;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;
import weft.future.ThrowingFunction;

/**
 * The latest item of each of several streams, combined anew whenever one of them gives an item,
 * once each has given one. Ends when all have ended, or when one ends that has given nothing.
 */
final class CombineLatestStream<T, R> extends AbstractStream<R> {
  private final StreamSet<T> streams = new StreamSet<>();
  private final ThrowingFunction<? super List<T>, ? extends R> combiner;
  private final OneItem<R> one = new OneItem<>();
  private final Discard<Object> discard = Discard.toRuntime();
  private final Object[] latest;
  private int missing;
  private boolean combined; // whether anybody has seen the latest items
  private boolean hopeless; // a stream has ended without an item
  private @Nullable Throwable thrown;
  private Emitter<? super R> down = Emitters.none();

  CombineLatestStream(
      List<? extends Stream<? extends T>> sources,
      ThrowingFunction<? super List<T>, ? extends R> combiner) {
    this.combiner = Objects.requireNonNull(combiner, "combiner");
    this.latest = new Object[sources.size()];
    this.missing = latest.length;
    for (int i = 0; i < latest.length; i++) {
      streams.add(sources.get(i), i);
    }
  }

  @Override
  public Progress pollEach(Context cx, Emitter<? super R> emitter) throws Exception {
    requireActive();
    discard.remember(cx);
    down = emitter;
    Progress progress;
    try {
      progress = streams.pollEach(cx, this::update, this::ended);
      if (thrown != null) {
        throw Failures.asException(thrown);
      }
    } catch (Throwable failure) {
      Cleanup.after(failure, this::cancel);
      throw failure;
    }
    if (hopeless || progress == Progress.DONE) {
      cancel();
      return Progress.DONE;
    }
    return progress;
  }

  private boolean update(T item) {
    int index = (Integer) Objects.requireNonNull(streams.note());
    if (latest[index] == null) {
      missing--;
    } else if (!combined) {
      discard.drop(latest[index]);
    }
    latest[index] = item;
    if (missing > 0) {
      return !hopeless;
    }
    combined = true;
    R result;
    try {
      @SuppressWarnings("unchecked") // complete, as nothing is missing
      List<T> items = (List<T>) new ArrayList<>(Arrays.asList(latest));
      result = Failures.requireItem(combiner.apply(items), "combineLatest");
    } catch (Throwable failure) {
      thrown = failure;
      return false;
    }
    return down.emit(result);
  }

  private void ended(@Nullable Object note) {
    hopeless |= latest[(Integer) Objects.requireNonNull(note)] == null;
  }

  @Override
  public Poll<@Nullable R> pollNext(Context cx) throws Exception {
    return one.poll(cx, this);
  }

  @Override
  public void cancel() {
    finish();
    streams.cancelAll();
    for (int i = 0; i < latest.length; i++) {
      if (!combined) {
        discard.drop(latest[i]);
      }
      latest[i] = null;
    }
  }
}
