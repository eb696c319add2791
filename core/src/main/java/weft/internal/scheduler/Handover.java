package weft.internal.scheduler;

import java.util.concurrent.atomic.AtomicBoolean;

/** A worker on offer: either the next thread takes it, or the one that offered it takes it back. */
final class Handover {
  private final Worker worker;
  private final AtomicBoolean taken = new AtomicBoolean();

  Handover(Worker worker) {
    this.worker = worker;
  }

  Worker worker() {
    return worker;
  }

  /**
   * Takes the worker.
   *
   * @return false if the other side was faster
   */
  boolean take() {
    return taken.compareAndSet(false, true);
  }
}
