package weft.testkit;

import java.util.ArrayList;
import java.util.List;
import weft.internal.driver.Driver;
import weft.internal.driver.NetworkMetrics;
import weft.internal.driver.RuntimeDriver;

/**
 * What a runtime still holds.
 *
 * @param tasks a line for each task that lives
 * @param timers how many are set
 * @param sockets how many are open
 */
record Leaks(List<String> tasks, int timers, long sockets) {

  static Leaks of(TaskTracker tracker, Driver driver) {
    NetworkMetrics network = driver.networkMetrics();
    return new Leaks(
        tracker.describe(), timers(driver), network.registered() - network.deregistered());
  }

  static int timers(Driver driver) {
    if (driver instanceof PausableDriver pausable) {
      return pausable.registeredTimers();
    }
    return driver instanceof RuntimeDriver plain ? plain.time().registeredCount() : 0;
  }

  boolean isEmpty() {
    return tasks.isEmpty() && timers == 0 && sockets == 0;
  }

  /**
   * Wants that nothing is held.
   *
   * @throws AssertionError naming what is
   */
  void requireNone() {
    if (!isEmpty()) {
      throw new AssertionError(this);
    }
  }

  @Override
  public String toString() {
    List<String> left = new ArrayList<>();
    if (!tasks.isEmpty()) {
      left.add(
          (tasks.size() == 1 ? "1 task is" : tasks.size() + " tasks are")
              + " left behind: join or abort\n  "
              + String.join("\n  ", tasks));
    }
    if (timers > 0) {
      left.add(
          (timers == 1 ? "1 timer is" : timers + " timers are")
              + " left behind: cancel the futures that own them"
              + (tasks.isEmpty() ? "" : " (those of the tasks among them)"));
    }
    if (sockets > 0) {
      left.add(
          (sockets == 1 ? "1 socket is" : sockets + " sockets are") + " left open: close them");
    }
    return String.join("\n", left);
  }
}
