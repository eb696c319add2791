package weft.leaks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one Weft runtime has to do. Weft is reached by name, because its own tests are guarded too:
 * {@code WeftRuntime.live()}, and of each handle {@code metrics()}.
 *
 * @param tasks those that have not ended
 * @param timers those that wait for their time
 */
record RuntimeLoad(long tasks, int timers) {
  private static final String RUNTIME = "weft.runtime.WeftRuntime";

  /** The runtimes of which something is left, by their handles; empty where Weft is not. */
  static Map<Object, RuntimeLoad> now() {
    Map<Object, RuntimeLoad> loads = new LinkedHashMap<>();
    Class<?> runtime = runtime();
    if (runtime == null) {
      return loads;
    }
    try {
      for (Object handle : (List<?>) runtime.getMethod("live").invoke(null)) {
        Object metrics = handle.getClass().getMethod("metrics").invoke(handle);
        long tasks = (long) metrics.getClass().getMethod("aliveTasks").invoke(metrics);
        int timers = (int) metrics.getClass().getMethod("registeredTimers").invoke(metrics);
        loads.put(handle, new RuntimeLoad(tasks, timers));
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Weft does not list its runtimes: " + runtime, e);
    }
    return loads;
  }

  private static @Nullable Class<?> runtime() {
    try {
      return Class.forName(RUNTIME);
    } catch (ClassNotFoundException notHere) {
      return null;
    }
  }

  /** One text for each runtime that is new since {@code before}, or has more to do than then. */
  static List<String> since(Map<Object, RuntimeLoad> before) {
    List<String> left = new ArrayList<>();
    now()
        .forEach(
            (handle, load) -> {
              RuntimeLoad former = before.get(handle);
              if (former == null) {
                left.add("a runtime, not closed or not ended: " + handle + " with " + load);
              } else if (load.tasks > former.tasks || load.timers > former.timers) {
                left.add(handle + " has " + load + ", and had " + former);
              }
            });
    return left;
  }

  @Override
  public String toString() {
    return tasks + " tasks and " + timers + " timers";
  }
}
