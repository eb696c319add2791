package weft.testkit;

import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import weft.future.Futures;
import weft.streams.Sink;

/**
 * What every sink owes its user. Extend it for a sink of your own.
 *
 * @param <T> the type of the items
 */
public abstract class SinkContract<T> {
  /** For subclasses. */
  protected SinkContract() {}

  /**
   * A sink under test.
   *
   * @param sink fresh; takes items without outside help
   * @param arrived what has arrived at its destination
   */
  public record Subject<T>(Sink<T> sink, Supplier<List<T>> arrived) {}

  /** A fresh sink. */
  protected abstract Subject<T> subject();

  /** Items that it takes; at least two. */
  protected abstract List<T> items();

  private void requireArrived(Subject<T> subject, List<T> wanted) {
    List<T> got = subject.arrived().get();
    if (!got.equals(wanted)) {
      throw new AssertionError("expected " + wanted + " to have arrived, but " + got);
    }
  }

  /** Everything arrives, in order, by the end at the latest. */
  @Test
  void everythingArrivesInOrder() throws Exception {
    Subject<T> subject = subject();
    for (T item : items()) {
      run(subject.sink().feed(item));
    }
    run(subject.sink().finish());
    requireArrived(subject, items());
  }

  /** After a flush everything that was sent has arrived. */
  @Test
  void flushPushesEverythingOn() throws Exception {
    Subject<T> subject = subject();
    T first = items().get(0);
    run(subject.sink().feed(first));
    run(subject.sink().flush());
    requireArrived(subject, List.of(first));
    subject.sink().cancel();
  }

  /** Asking for room twice reserves once. */
  @Test
  void readinessMayBeAskedForAgain() throws Exception {
    Subject<T> subject = subject();
    for (T item : items()) {
      run(Futures.pollFn(subject.sink()::pollReady));
      run(Futures.pollFn(subject.sink()::pollReady));
      subject.sink().startSend(item);
    }
    run(subject.sink().finish());
    requireArrived(subject, items());
  }

  /** It may be given up fresh, with room reserved, and with an item under way. */
  @Test
  void cancelIsAcceptedEverywhere() throws Exception {
    subject().sink().cancel();
    Subject<T> reserved = subject();
    run(Futures.pollFn(reserved.sink()::pollReady));
    reserved.sink().cancel();
    Subject<T> sent = subject();
    run(sent.sink().feed(items().get(0)));
    sent.sink().cancel();
  }

  /** Whoever has finished a sink lets go of it by a cancel. */
  @Test
  void cancelIsAcceptedAfterTheEnd() throws Exception {
    Subject<T> subject = subject();
    for (T item : items()) {
      run(subject.sink().feed(item));
    }
    run(subject.sink().finish());
    subject.sink().cancel();
    requireArrived(subject, items());
  }

  private static void run(weft.future.Future<?> future) throws Exception {
    PollProbe<?> probe = PollProbe.of(future);
    if (probe.pollUntilIdle().isPending()) {
      throw new AssertionError("the sink waits, and nothing wakes it");
    }
  }
}
