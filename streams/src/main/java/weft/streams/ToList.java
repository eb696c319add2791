package weft.streams;

import java.util.ArrayList;
import java.util.List;
import weft.future.Context;
import weft.future.Poll;

/** All items in a list; given up before the end, it hands them over as undelivered. */
final class ToList<T> extends Terminal<T, List<T>> {
  private final Discard<T> discard = Discard.toRuntime();
  private List<T> items = new ArrayList<>();

  ToList(Stream<? extends T> stream) {
    super(stream);
  }

  @Override
  public Poll<List<T>> poll(Context cx) throws Exception {
    discard.remember(cx);
    return super.poll(cx);
  }

  @Override
  public boolean emit(T item) {
    items.add(item);
    return true;
  }

  @Override
  Poll<List<T>> result() {
    List<T> delivered = items;
    items = new ArrayList<>(0);
    return Poll.ready(delivered);
  }

  @Override
  public void cancel() {
    super.cancel();
    discard.dropAll(items);
  }
}
