package weft.async;

/**
 * Unwinds the body of a cancelled {@link Async#async} from the await at which it stopped, so that
 * {@code finally} blocks and try-with-resources clean up.
 *
 * <p>An {@link Error}, so that {@code catch (Exception e)} does not swallow it, and so that it is
 * not mistaken for the {@link java.util.concurrent.CancellationException} of an aborted task that
 * the body awaits. Code that catches it rethrows it.
 */
public final class CancelledError extends Error {
  private static final long serialVersionUID = 1;

  CancelledError() {
    super("the async body was cancelled", null, true, false);
  }
}
