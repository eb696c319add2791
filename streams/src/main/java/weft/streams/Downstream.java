package weft.streams;

import org.jspecify.annotations.Nullable;

/** A sink that may have a subscriber of Reactive Streams at its end. */
interface Downstream {

  /** What is to be current while items for it are made; null if there is nothing. */
  ContextCarrier.@Nullable Captured context();

  /** The same of any sink. */
  static ContextCarrier.@Nullable Captured contextOf(Sink<?> sink) {
    return sink instanceof Downstream downstream ? downstream.context() : null;
  }
}
