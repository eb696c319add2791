package weft.streams;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Flow;
import org.reactivestreams.Subscription;
import weft.future.AtomicWaker;
import weft.future.Context;

/**
 * A subscriber's side of its subscription: what it has asked for, and whether it has cancelled. Any
 * thread writes; the one task that delivers reads, and is woken by what was written. It refers to
 * neither the subscriber nor the stream, so that whoever keeps the subscription keeps nothing else.
 *
 * <p>The one word {@code requested}: from zero up the items that may still be delivered, {@link
 * Long#MAX_VALUE} for no limit; or one of two negative marks, which are final. {@code request}
 * adds, the task subtracts, {@code cancel} and a bad request set a mark over whatever is there; a
 * cancel also replaces the mark of a bad request.
 */
final class Demand implements Subscription, Flow.Subscription {
  static final long CANCELLED = -1;
  static final long BAD_REQUEST = -2;

  private static final VarHandle REQUESTED =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "requested", VarHandle.class, Demand.class, long.class);

  private final AtomicWaker task = new AtomicWaker();
  private volatile long requested;
  private volatile long badCount; // what was asked for when the request was bad

  // ---- Any thread.

  @Override
  public void request(long count) {
    if (count <= 0) {
      badCount = count;
    }
    while (true) {
      long before = requested;
      if (before < 0) {
        return; // cancelled or bad already: nothing more is delivered
      }
      long after = count <= 0 ? BAD_REQUEST : add(before, count);
      if (before == after) {
        return;
      }
      if (REQUESTED.compareAndSet(this, before, after)) {
        break;
      }
    }
    task.wake();
  }

  private static long add(long before, long count) {
    long sum = before + count;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  @Override
  public void cancel() {
    requested = CANCELLED;
    task.wake();
  }

  // ---- The task.

  /** The items that may be delivered now, or one of the negative marks. */
  long available() {
    return requested;
  }

  /** Whether the subscriber has cancelled or made a bad request. */
  boolean isOver() {
    return requested < 0;
  }

  /** Says that {@code count} items have been delivered. */
  void delivered(long count) {
    while (true) {
      long before = requested;
      if (before < 0 || before == Long.MAX_VALUE) {
        return;
      }
      if (REQUESTED.compareAndSet(this, before, before - count)) {
        return;
      }
    }
  }

  /** What a bad request asked for. */
  long badCount() {
    return badCount;
  }

  /** Has the task woken at the next request or cancellation; the caller looks again afterwards. */
  void register(Context cx) {
    task.register(cx.waker());
  }

  /** Wakes the task for a reason of somebody else's. */
  void wake() {
    task.wake();
  }

  /** Forgets the task: nothing will be delivered any more. */
  void close() {
    requested = CANCELLED;
    task.take();
  }
}
