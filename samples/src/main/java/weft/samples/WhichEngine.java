package weft.samples;

import static weft.async.Async.async;
import static weft.async.Async.await;

import weft.future.Futures;
import weft.runtime.WeftRuntime;

/**
 * Prints what straight-line bodies run on here.
 *
 * <p><b>It teaches</b> how to see whether the fast engine is on: a body whose await goes back to
 * its own worker runs on a thread called {@code weft-body}. Elsewhere Weft logs what switches it
 * on.
 *
 * <p><b>Run it</b> with {@code samples/run WhichEngine}.
 */
public final class WhichEngine {
  private WhichEngine() {}

  /** Prints one line. */
  public static void main(String[] arguments) throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(1).build()) {
      String thread =
          runtime.blockOn(
              runtime.spawn(
                  async(
                      () -> {
                        await(Futures.yieldNow());
                        return Thread.currentThread().toString();
                      })));
      System.out.println("a body runs on " + thread);
    }
  }
}
