package weft.testkit;

import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.streams.Stream;

/** Futures and streams that are pending now and then, to reach the suspension points of others. */
public final class Pendings {

  private Pendings() {}

  /** A future that is pending at its first poll, wakes itself, and is ready at the second. */
  public static <T extends @Nullable Object> Future<T> pendingOnce(T value) {
    Future<T> ready = cx -> Poll.ready(value);
    return interleavePending(ready);
  }

  /** {@code future}, pending and woken once before each of its own polls. */
  public static <T extends @Nullable Object> Future<T> interleavePending(Future<T> future) {
    return new Future<>() {
      private boolean turn;

      @Override
      public Poll<T> poll(Context cx) throws Exception {
        turn = !turn;
        return turn ? wakeAndWait(cx) : future.poll(cx);
      }

      @Override
      public void cancel() {
        future.cancel();
      }
    };
  }

  /** {@code stream}, pending and woken once before each of its own polls. */
  public static <T> Stream<T> interleavePending(Stream<T> stream) {
    return new Stream<>() {
      private boolean turn;

      @Override
      public Poll<@Nullable T> pollNext(Context cx) throws Exception {
        turn = !turn;
        return turn ? wakeAndWait(cx) : stream.pollNext(cx);
      }

      @Override
      public void cancel() {
        stream.cancel();
      }
    };
  }

  private static <T extends @Nullable Object> Poll<T> wakeAndWait(Context cx) {
    cx.waker().wake();
    return Poll.pending();
  }
}
