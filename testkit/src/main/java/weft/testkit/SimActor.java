package weft.testkit;

import org.jspecify.annotations.Nullable;
import weft.internal.scheduler.Worker;

/** A virtual worker: a real worker of a real scheduler, whose steps the simulation chooses. */
final class SimActor {
  final SimHost host;
  final Worker worker;
  @Nullable SimWait waiting; // what its last step ended with waiting for
  boolean running; // somewhere on the stack
  boolean gone;

  SimActor(SimHost host, Worker worker) {
    this.host = host;
    this.worker = worker;
  }

  boolean isRunnable() {
    SimWait wait = waiting;
    return !running && !gone && (wait == null || wait.isOver());
  }

  @Override
  public String toString() {
    return host.name() + "/" + worker.index();
  }
}
