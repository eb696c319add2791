package weft.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import weft.future.Future;
import weft.task.JoinHandle;
import weft.testkit.SimHost;
import weft.testkit.Simulation;
import weft.time.Time;

/** Tasks of one scenario, some of which are aborted at any moment, and all of which are joined. */
final class Crowd {
  private static final int LATEST_ABORT_NANOS = 5_000_000;

  private final Simulation simulation;
  private final SimHost host;
  private final List<JoinHandle<?>> tasks = new ArrayList<>();

  Crowd(Simulation simulation, SimHost host) {
    this.simulation = simulation;
    this.host = host;
  }

  /** A task that is left alone. */
  void add(String name, Future<?> future) {
    tasks.add(host.spawn(name, future));
  }

  /** A task that is aborted one time in two, some time in its first milliseconds. */
  void addMortal(String name, Future<?> future) {
    JoinHandle<?> task = host.spawn(name, future);
    tasks.add(task);
    if (simulation.random(2) == 0) {
      simulation.after(Duration.ofNanos(1 + simulation.random(LATEST_ABORT_NANOS)), task::abort);
    }
  }

  /** Joins all tasks; gives how many were not aborted in time. */
  int join() throws Exception {
    int finished = 0;
    for (JoinHandle<?> task : tasks) {
      try {
        host.run(task);
        finished++;
      } catch (CancellationException aborted) {
        // that is what this is about
      }
    }
    return finished;
  }

  /** Up to two milliseconds, or no time but another turn. */
  Future<Void> rest() {
    int length = simulation.random(3);
    return length == 0 ? weft.future.Futures.yieldNow() : Time.sleep(Duration.ofMillis(length));
  }
}
