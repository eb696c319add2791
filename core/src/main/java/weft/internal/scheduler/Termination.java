package weft.internal.scheduler;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import weft.internal.env.Environment;
import weft.internal.env.Parker;

/** The end of a runtime, which threads wait for: all its tasks and all its threads have gone. */
final class Termination {
  private final Environment environment;
  private final Set<Object> remaining = new LinkedHashSet<>(); // guarded by this
  private final ArrayList<Parker> waiting = new ArrayList<>(); // guarded by this

  Termination(Environment environment) {
    this.environment = environment;
  }

  /** The end comes only after {@link #left} for the same object. */
  synchronized void enter(Object part) {
    remaining.add(part);
  }

  void left(Object part) {
    synchronized (this) {
      remaining.remove(part);
      if (!remaining.isEmpty()) {
        return;
      }
      for (int i = 0; i < waiting.size(); i++) { // without an iterator: there may be no memory
        waiting.get(i).unpark();
      }
    }
  }

  synchronized int size() {
    return remaining.size();
  }

  /** What has not left, in the order of entering. */
  synchronized Object[] remaining() {
    return remaining.toArray();
  }

  /**
   * Waits until all have left.
   *
   * @param nanos the longest wait; {@link Long#MAX_VALUE} has no limit
   * @return whether all have left
   */
  boolean await(long nanos) {
    Parker parker = environment.newParker();
    synchronized (this) {
      waiting.add(parker);
    }
    boolean interrupted = false;
    long start = environment.clock().nanoTime();
    try {
      while (true) {
        synchronized (this) {
          if (remaining.isEmpty()) {
            return true;
          }
        }
        if (nanos == Long.MAX_VALUE) {
          parker.park();
        } else {
          long left = nanos - (environment.clock().nanoTime() - start);
          if (left <= 0) {
            return false;
          }
          parker.parkNanos(left);
        }
        interrupted |= Thread.interrupted(); // else each wait would return at once
      }
    } finally {
      synchronized (this) {
        waiting.remove(parker);
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
