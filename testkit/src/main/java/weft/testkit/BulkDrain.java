package weft.testkit;

import java.util.ArrayList;
import java.util.List;
import weft.future.Services;
import weft.streams.Emitter;
import weft.streams.Progress;
import weft.streams.Stream;

/** Takes all items of a stream in bulk, by hand, and looks at how the stream keeps its promises. */
final class BulkDrain<T> implements Emitter<T> {
  private final Stream<T> stream;
  private final HandExecutor executor;
  private final List<T> items = new ArrayList<>();
  private int wanted; // in this call of pollEach

  BulkDrain(Stream<T> stream, Services services) {
    this.stream = stream;
    this.executor = new HandExecutor(services);
  }

  BulkDrain<T> withBudget(int units) {
    executor.budget(units);
    return this;
  }

  /** All items, {@code limit} of them in each call. */
  List<T> drain(int limit, int mostPolls) throws Exception {
    for (int i = 0; i < mostPolls; i++) {
      wanted = limit;
      Progress progress = executor.run(cx -> stream.pollEach(cx, this));
      switch (progress) {
        case DONE -> {
          return items;
        }
        case STOPPED -> require(wanted == 0, "STOPPED, but the emitter wanted more");
        case PENDING -> {
          require(wanted > 0, "PENDING, but the emitter had asked to stop");
          require(executor.waker.takeWoken(), "pending and not woken");
        }
      }
    }
    throw new AssertionError("no end in bulk after " + mostPolls + " polls: " + items);
  }

  @Override
  public boolean emit(T item) {
    require(wanted > 0, "an item came after the emitter had asked to stop: " + item);
    items.add(item);
    wanted--;
    return wanted > 0;
  }

  private void require(boolean held, String otherwise) {
    if (!held) {
      throw new AssertionError(otherwise + ", after " + items);
    }
  }
}
