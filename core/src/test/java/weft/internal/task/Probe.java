package weft.internal.task;

import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Waker;

/** A future that does what it is told and counts what is done to it. */
final class Probe implements Future<Object> {
  int polls;
  int cancels;
  @Nullable Waker waker;
  int pending; // polls that are pending before it is ready
  Object value = "value";
  @Nullable Throwable pollFailure;
  @Nullable Throwable cancelFailure;
  @Nullable Runnable duringPoll;
  @Nullable Runnable duringCancel;

  @Override
  public Poll<Object> poll(Context cx) throws Exception {
    polls++;
    waker = cx.waker();
    if (duringPoll != null) {
      duringPoll.run();
    }
    if (pollFailure != null) {
      throw Probe.<Exception>sneak(pollFailure);
    }
    return pending-- > 0 ? Poll.pending() : Poll.ready(value);
  }

  @Override
  public void cancel() {
    cancels++;
    if (duringCancel != null) {
      duringCancel.run();
    }
    if (cancelFailure != null) {
      throw Probe.<RuntimeException>sneak(cancelFailure);
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> E sneak(Throwable failure) throws E {
    throw (E) failure;
  }
}
