package weft.net;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Waker;
import weft.internal.context.RuntimeServices;
import weft.internal.driver.Readiness;

/**
 * A future over one poll of a socket. It holds nothing between polls but its place as the one who
 * waits, which it gives back when it is cancelled.
 *
 * @param <T> the type of the value
 */
final class SocketFuture<T extends @Nullable Object> implements Future<T> {

  /** The poll. */
  @FunctionalInterface
  interface Step<T extends @Nullable Object> {
    Poll<T> poll(Context cx) throws IOException;
  }

  /** Makes something of the network of a runtime. */
  @FunctionalInterface
  interface Maker<T> {
    T make(RuntimeServices services) throws IOException;
  }

  private final String operation;
  private final @Nullable Readiness readiness;
  private final Step<T> step;
  private @Nullable Waker waiting;
  private boolean finished;

  private SocketFuture(String operation, @Nullable Readiness readiness, Step<T> step) {
    this.operation = operation;
    this.readiness = readiness;
    this.step = step;
  }

  /** What {@code step} answers; while it is pending it waits for {@code readiness}. */
  static <T extends @Nullable Object> Future<T> of(
      String operation, Readiness readiness, Step<T> step) {
    return new SocketFuture<>(operation, readiness, step);
  }

  /** Ready when {@code readiness} is. */
  static Future<Void> ready(String operation, Readiness readiness) {
    return of(
        operation,
        readiness,
        cx -> {
          if (!cx.proceed()) {
            return Poll.pending();
          }
          if (readiness.poll(cx)) {
            return Poll.done();
          }
          cx.refund();
          return Poll.pending();
        });
  }

  /** What {@code maker} makes at the first poll, which is where the runtime is found. */
  static <T> Future<T> making(String operation, Maker<T> maker) {
    return new SocketFuture<>(
        operation,
        null,
        cx -> {
          RuntimeServices services = RuntimeServices.of(cx, operation);
          return cx.proceed() ? Poll.ready(maker.make(services)) : Poll.pending();
        });
  }

  @Override
  public Poll<T> poll(Context cx) throws IOException {
    if (finished) {
      throw new IllegalStateException(operation + " was polled after it had finished");
    }
    finished = true; // stays so if this throws
    waiting = null;
    Poll<T> poll = step.poll(cx);
    if (poll.isPending()) {
      finished = false;
      waiting = cx.waker();
    }
    return poll;
  }

  @Override
  public void cancel() {
    if (waiting != null && readiness != null) {
      readiness.forget(waiting);
    }
    finished = true;
  }
}
