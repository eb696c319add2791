package weft.streams;

import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;

/** The items of several streams as they come. A failure of one cancels the others. */
final class MergeStream<T> extends AbstractStream<T> {
  private static final StreamSet.OnEnd IGNORE = note -> {};

  private final StreamSet<T> streams = new StreamSet<>();
  private final OneItem<T> one = new OneItem<>();

  MergeStream(List<? extends Stream<? extends T>> sources) {
    for (Stream<? extends T> source : sources) {
      streams.add(source, null);
    }
  }

  @Override
  public Progress pollEach(Context cx, Emitter<? super T> emitter) throws Exception {
    requireActive();
    Progress progress;
    try {
      progress = streams.pollEach(cx, emitter, IGNORE);
    } catch (Throwable failure) {
      Cleanup.after(failure, this::cancel);
      throw failure;
    }
    if (progress == Progress.DONE) {
      finish();
    }
    return progress;
  }

  @Override
  public Poll<@Nullable T> pollNext(Context cx) throws Exception {
    return one.poll(cx, this);
  }

  @Override
  public SizeHint sizeHint() {
    return SizeHint.noneIf(streams.hasNone());
  }

  @Override
  public void cancel() {
    finish();
    streams.cancelAll();
  }
}
