package weft.async;

/** Straight-line code without a value. */
@FunctionalInterface
public interface AsyncAction {
  /** Runs the code; inside, {@link Async#await} waits for futures. */
  void run() throws Exception;
}
