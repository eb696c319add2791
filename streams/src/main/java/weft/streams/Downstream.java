package weft.streams;

import org.jspecify.annotations.Nullable;
import weft.future.Context;

/**
 * A sink with somebody at its end, or perhaps at the end of a sink behind it: a subscriber of
 * Reactive Streams, or the receiver of a channel. That one may go at any time, also while there is
 * no item for it.
 */
interface Downstream {

  /** What is to be current while items for it are made; null if there is nothing. */
  ContextCarrier.@Nullable Captured context();

  /**
   * Introduces the sink to whoever is at its end, if that has not happened, and has the task woken
   * when that one goes.
   *
   * @throws Exception if it has gone; the sink has failed then
   */
  void watch(Context cx) throws Exception;

  /** The same of any sink. */
  static void watch(Sink<?> sink, Context cx) throws Exception {
    if (sink instanceof Downstream downstream) {
      downstream.watch(cx);
    }
  }

  /** What is to be current while items for any sink are made; null if there is nothing. */
  static ContextCarrier.@Nullable Captured contextOf(Sink<?> sink) {
    return sink instanceof Downstream downstream ? downstream.context() : null;
  }
}
