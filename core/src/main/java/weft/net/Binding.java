package weft.net;

import java.io.IOException;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.internal.context.RuntimeServices;

/**
 * Makes something of the network at its first poll, which is where the runtime is found.
 *
 * @param <T> what it makes
 */
final class Binding<T> implements Future<T> {

  /** How to make it. */
  @FunctionalInterface
  interface Maker<T> {
    T make(RuntimeServices services) throws IOException;
  }

  private final String operation;
  private final Maker<T> maker;
  private boolean finished;

  Binding(String operation, Maker<T> maker) {
    this.operation = operation;
    this.maker = maker;
  }

  @Override
  public Poll<T> poll(Context cx) throws IOException {
    if (finished) {
      throw new IllegalStateException(operation + " was polled after it had finished");
    }
    if (!cx.proceed()) {
      return Poll.pending();
    }
    finished = true;
    return Poll.ready(maker.make(RuntimeServices.of(cx, operation)));
  }
}
