package weft.net;

import weft.runtime.WeftRuntime;

/** The runtimes over which behaviour is tested. */
enum Flavor {
  CURRENT_THREAD,
  ONE_WORKER,
  FOUR_WORKERS;

  WeftRuntime create() {
    return switch (this) {
      case CURRENT_THREAD -> WeftRuntime.builder().currentThread().build();
      case ONE_WORKER -> WeftRuntime.builder().workerThreads(1).build();
      case FOUR_WORKERS -> WeftRuntime.builder().workerThreads(4).build();
    };
  }
}
