package weft.runtime;

/** The schedulers that every behaviour is tested on. */
enum Flavor {
  CURRENT_THREAD,
  ONE_WORKER,
  FOUR_WORKERS;

  RuntimeBuilder builder() {
    return switch (this) {
      case CURRENT_THREAD -> WeftRuntime.builder().currentThread();
      case ONE_WORKER -> WeftRuntime.builder().workerThreads(1);
      case FOUR_WORKERS -> WeftRuntime.builder().workerThreads(4);
    };
  }

  WeftRuntime create() {
    return builder().build();
  }
}
