package weft.tck;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import weft.future.Spawner;
import weft.runtime.WeftRuntime;
import weft.sync.Oneshot;

/** The two kinds of runtime on which each verification runs. */
enum Runtimes {
  CURRENT_THREAD,
  MULTI_THREAD;

  /** A running runtime of this kind. */
  Running start() {
    return switch (this) {
      case MULTI_THREAD -> {
        WeftRuntime runtime = WeftRuntime.builder().multiThread().workerThreads(2).build();
        yield new Running(runtime.handle()::spawn, runtime::close);
      }
      case CURRENT_THREAD -> startDriven();
    };
  }

  /** A current-thread runtime runs only inside {@code blockOn}: a thread of its own drives it. */
  private static Running startDriven() {
    WeftRuntime runtime = WeftRuntime.currentThread();
    Oneshot<Boolean> stop = Oneshot.channel();
    CountDownLatch stopped = new CountDownLatch(1);
    Thread driver =
        new Thread(
            () -> {
              try {
                runtime.blockOn(stop.receiver());
              } catch (Exception failure) {
                throw new AssertionError("the driver of the current-thread runtime", failure);
              } finally {
                stopped.countDown();
              }
            },
            "tck-current-thread");
    driver.start();
    return new Running(
        runtime.handle()::spawn,
        () -> {
          stop.sender().send(true);
          if (!stopped.await(10, TimeUnit.SECONDS)) {
            throw new AssertionError("the current-thread runtime does not stop");
          }
          runtime.close();
        });
  }

  /** What ends a runtime. */
  interface Stop {
    void run() throws Exception;
  }

  /**
   * A runtime that runs.
   *
   * @param spawner starts tasks on it
   * @param stop ends it
   */
  record Running(Spawner spawner, Stop stop) {}
}
