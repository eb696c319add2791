package weft.testkit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import weft.future.Poll;
import weft.future.Services;
import weft.streams.SizeHint;
import weft.streams.Stream;

/**
 * What every stream owes its poller. Extend it for a stream of your own.
 *
 * @param <T> the type of the items
 */
public abstract class StreamContract<T> {
  private static final int MOST_POLLS = 100_000;

  /** For subclasses. */
  protected StreamContract() {}

  /** A fresh stream that gives {@link #items()} and ends, without outside help. */
  protected abstract Stream<T> stream();

  /** What it gives. */
  protected abstract List<T> items();

  /** What the executor offers; none by default. For streams with timers or tasks. */
  protected Services services() {
    return Services.none();
  }

  private static <T> List<T> drain(StreamProbe<T> probe) throws Exception {
    return upTo(Integer.MAX_VALUE, probe);
  }

  /** The first {@code count} items, or all if there are fewer. */
  private static <T> List<T> upTo(int count, StreamProbe<T> probe) throws Exception {
    List<T> items = new ArrayList<>();
    for (int i = 0; items.size() < count; i++) {
      if (i == MOST_POLLS) {
        throw new AssertionError("no end after " + MOST_POLLS + " polls: " + items);
      }
      Poll<@Nullable T> poll = probe.poll();
      if (poll instanceof Poll.Ready<@Nullable T> ready) {
        T item = ready.value();
        if (item == null) {
          return items;
        }
        items.add(item);
      } else if (!probe.isWoken()) {
        throw new AssertionError("pending and not woken after " + items);
      }
    }
    return items;
  }

  private void requireItems(List<T> got) {
    if (!got.equals(items())) {
      throw new AssertionError("expected " + items() + ", but " + got);
    }
  }

  /** All items, in order, and the end. */
  @Test
  void givesItsItemsAndEnds() throws Exception {
    requireItems(drain(StreamProbe.of(stream(), services())));
  }

  /** A spent budget makes it wait, never lose or repeat. */
  @Test
  void tinyBudgetsChangeNothing() throws Exception {
    for (int units = 1; units <= 3; units++) {
      requireItems(drain(StreamProbe.of(stream(), services()).withBudget(units)));
    }
  }

  /** Giving items in bulk gives the same ones, however many are wanted at a time. */
  @Test
  void bulkGivesTheSame() throws Exception {
    int all = items().size() + 1;
    for (int limit = 1; limit <= all; limit++) {
      requireItems(new BulkDrain<>(stream(), services()).drain(limit, MOST_POLLS));
    }
    for (int units = 1; units <= 3; units++) {
      BulkDrain<T> bulk = new BulkDrain<>(stream(), services());
      requireItems(bulk.withBudget(units).drain(all, MOST_POLLS));
    }
  }

  /** What it says about its size is true before each item. */
  @Test
  void sizeHintsHold() throws Exception {
    Stream<T> stream = stream();
    StreamProbe<T> probe = StreamProbe.of(stream, services());
    for (int left = items().size(); left > 0; left--) {
      SizeHint hint = stream.sizeHint();
      if (hint.atLeast() > left || hint.atMost() < left) {
        throw new AssertionError(hint + ", but " + left + " items are to come");
      }
      upTo(1, probe);
    }
    probe.cancel();
  }

  /** It may be given up before each item, before its end, and after it. */
  @Test
  void cancelIsAcceptedEverywhere() throws Exception {
    for (int taken = 0; taken <= items().size(); taken++) {
      StreamProbe<T> probe = StreamProbe.of(stream(), services());
      upTo(taken, probe);
      probe.cancel();
    }
    Stream<T> ended = stream();
    drain(StreamProbe.of(ended, services()));
    ended.cancel(); // who has seen the end may call it, too
  }
}
