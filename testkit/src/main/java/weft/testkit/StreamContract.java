package weft.testkit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import weft.future.Poll;
import weft.future.Services;
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
    List<T> items = new ArrayList<>();
    for (int i = 0; i < MOST_POLLS; i++) {
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
    throw new AssertionError("no end after " + MOST_POLLS + " polls: " + items);
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

  /** Giving items in bulk gives the same ones. */
  @Test
  void bulkGivesTheSame() throws Exception {
    List<T> got = new ArrayList<>();
    Stream<T> stream = stream();
    CountingWaker waker = new CountingWaker();
    for (int i = 0; i < MOST_POLLS; i++) {
      weft.streams.Progress progress = Bulk.pollEach(stream, waker, services(), got);
      if (progress == weft.streams.Progress.DONE) {
        requireItems(got);
        return;
      }
    }
    throw new AssertionError("no end in bulk: " + got);
  }

  /** It may be given up before each item. */
  @Test
  void cancelIsAcceptedEverywhere() throws Exception {
    for (int taken = 0; taken <= items().size(); taken++) {
      StreamProbe<T> probe = StreamProbe.of(stream(), services());
      int seen = 0;
      while (seen < taken) {
        if (probe.poll().isReady()) {
          seen++;
        }
      }
      probe.cancel();
    }
  }
}
