package weft.runtime;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import weft.internal.scheduler.Scheduler;

/** The runtimes of this JVM. Keeps none of them alive. */
final class LiveRuntimes {
  private static final List<WeakReference<Scheduler>> SCHEDULERS =
      new ArrayList<>(); // guarded by itself

  private LiveRuntimes() {}

  static void add(Scheduler scheduler) {
    synchronized (SCHEDULERS) {
      handles(); // takes out those that have ended: the list is as long as it has to be
      SCHEDULERS.add(new WeakReference<>(scheduler));
    }
  }

  static List<Handle> handles() {
    List<Handle> live = new ArrayList<>();
    synchronized (SCHEDULERS) {
      for (Iterator<WeakReference<Scheduler>> all = SCHEDULERS.iterator(); all.hasNext(); ) {
        Scheduler scheduler = all.next().get();
        if (scheduler == null || scheduler.isGone()) {
          all.remove();
        } else {
          live.add(new Handle(scheduler));
        }
      }
    }
    return List.copyOf(live);
  }
}
