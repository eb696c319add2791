package weft.async;

import weft.runtime.WeftRuntime;

/** The runtimes that straight-line bodies are tested on. */
enum Flavour {
  CURRENT_THREAD,
  ONE_WORKER,
  FOUR_WORKERS;

  WeftRuntime build() {
    return switch (this) {
      case CURRENT_THREAD -> WeftRuntime.currentThread();
      case ONE_WORKER -> WeftRuntime.builder().workerThreads(1).build();
      case FOUR_WORKERS -> WeftRuntime.builder().workerThreads(4).build();
    };
  }
}
