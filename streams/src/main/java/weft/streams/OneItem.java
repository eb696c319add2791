package weft.streams;

import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;

/** Gets a single item out of a stream whose loop is {@link Stream#pollEach}. */
final class OneItem<T> implements Emitter<T> {
  private @Nullable T item;

  @Override
  public boolean emit(T emitted) {
    item = emitted;
    return false;
  }

  /** What {@code stream.pollNext(cx)} answers. */
  Poll<@Nullable T> poll(Context cx, Stream<T> stream) throws Exception {
    Progress progress = stream.pollEach(cx, this);
    T taken = item;
    if (taken != null) {
      item = null;
      return Poll.ready(taken);
    }
    return progress == Progress.DONE ? Poll.end() : Poll.pending();
  }
}
