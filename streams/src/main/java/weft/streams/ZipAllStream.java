package weft.streams;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;

/** One item of each of several streams, in lists. Ends with the shortest one. */
final class ZipAllStream<T> extends AbstractStream<List<T>> {
  private final List<Stream<? extends T>> streams;
  private final Object[] held; // null where the item is still to come
  private final Discard<Object> discard = Discard.toRuntime();
  private int missing;

  ZipAllStream(List<? extends Stream<? extends T>> streams) {
    this.streams = new ArrayList<>(streams);
    this.held = new Object[streams.size()];
    this.missing = held.length;
  }

  @Override
  public Poll<@Nullable List<T>> pollNext(Context cx) throws Exception {
    requireActive();
    discard.remember(cx);
    if (held.length == 0) {
      return end();
    }
    for (int i = 0; i < held.length; i++) {
      if (held[i] != null) {
        continue;
      }
      Poll<? extends T> poll;
      try {
        poll = streams.get(i).pollNext(cx);
      } catch (Throwable failure) {
        Cleanup.after(failure, this::cancel);
        throw failure;
      }
      if (!(poll instanceof Poll.Ready<? extends T> ready)) {
        continue;
      }
      T item = ready.value();
      if (item == null) {
        cancel(); // also the one that has ended: it may hold on to its source
        return Poll.end();
      }
      held[i] = item;
      missing--;
    }
    if (missing > 0) {
      return Poll.pending();
    }
    @SuppressWarnings("unchecked") // filled above, and complete
    List<T> items = (List<T>) new ArrayList<>(Arrays.asList(held));
    Arrays.fill(held, null);
    missing = held.length;
    return Poll.ready(items);
  }

  @Override
  public void cancel() {
    finish();
    try {
      Cleanup.cancelAll(streams);
    } finally {
      for (int i = 0; i < held.length; i++) {
        discard.drop(held[i]);
        held[i] = null;
      }
    }
  }
}
