package weft.streams;

/** How a call of {@link Stream#pollEach} ended. */
public enum Progress {
  /** The stream has ended: it is not polled again. */
  DONE,
  /** There is nothing more now; the context's waker is registered. */
  PENDING,
  /** The emitter asked to stop; the stream may be polled again at once. */
  STOPPED
}
