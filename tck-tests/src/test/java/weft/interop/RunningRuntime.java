package weft.interop;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import weft.future.Future;
import weft.future.Spawner;
import weft.runtime.Handle;
import weft.runtime.WeftRuntime;
import weft.sync.Oneshot;

/** A runtime of either kind that runs while a test talks to it from its own thread. */
final class RunningRuntime implements AutoCloseable {
  private static final long TIMEOUT_SECONDS = 20;

  /** The kinds of runtime. */
  enum Kind {
    CURRENT_THREAD,
    MULTI_THREAD
  }

  private final WeftRuntime runtime;
  private final Oneshot<Boolean> stop = Oneshot.channel();
  private final @Nullable Thread driver; // of a current-thread runtime, which runs only in blockOn

  private RunningRuntime(Kind kind) {
    if (kind == Kind.MULTI_THREAD) {
      runtime =
          WeftRuntime.builder().multiThread().workerThreads(2).threadName("weft-test").build();
      driver = null;
      return;
    }
    runtime = WeftRuntime.currentThread();
    driver =
        new Thread(
            () -> {
              try {
                runtime.blockOn(stop.receiver());
              } catch (Exception failure) {
                throw new AssertionError("the driver of the current-thread runtime", failure);
              }
            },
            "weft-test-driver");
    driver.start();
  }

  static RunningRuntime start(Kind kind) {
    return new RunningRuntime(kind);
  }

  Handle handle() {
    return runtime.handle();
  }

  Spawner spawner() {
    return runtime.handle()::spawn;
  }

  /** The value of a future that is run as a task, or its failure. */
  <T extends @Nullable Object> T get(Future<T> future) throws Exception {
    try {
      return runtime.spawn(future).blockingJoin(java.time.Duration.ofSeconds(TIMEOUT_SECONDS));
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw failed;
    }
  }

  @Override
  public void close() throws Exception {
    if (driver != null) {
      stop.sender().send(true);
      driver.join(TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS));
      if (driver.isAlive()) {
        throw new AssertionError("the current-thread runtime does not stop");
      }
    }
    runtime.close();
  }
}
