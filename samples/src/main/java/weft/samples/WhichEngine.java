package weft.samples;

import static weft.async.Async.async;
import static weft.async.Async.await;

import weft.future.Futures;
import weft.runtime.WeftRuntime;

/**
 * Prints what straight-line bodies run on here.
 *
 * <p><b>It teaches</b> how the engines differ in what they hand a body to. On the fast one the body
 * runs on the worker that polls it, so it can wait for nothing but its task; elsewhere it has a
 * thread that somebody else schedules. {@code docs/async.md} has the rest.
 *
 * <p><b>Run it</b> with {@code samples/run WhichEngine}.
 */
public final class WhichEngine {
  private WhichEngine() {}

  /** Prints one line. */
  public static void main(String[] arguments) throws Exception {
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(1).build()) {
      System.out.println("bodies run on " + runtime.blockOn(runtime.spawn(async(() -> engine()))));
    }
  }

  /** A body's thread tells which engine it is of. */
  private static String engine() throws Exception {
    await(Futures.yieldNow());
    Thread thread = Thread.currentThread();
    if (!thread.getClass().getName().contains("Virtual")) {
      return "platform threads: " + thread;
    }
    // The JVM's scheduler shows in the name of the thread that carries a virtual one: a mounted
    // body is carried by a worker of ours.
    return thread.toString().contains("weft-worker")
        ? "mounted on the runtime's workers: " + thread
        : "virtual threads: " + thread;
  }
}
