package weft.streams;

import java.util.Objects;
import weft.future.Spawner;
import weft.runtime.Handle;

/** Where tasks are spawned, for those who have a runtime. */
final class Spawners {
  private Spawners() {}

  /**
   * Spawns on a runtime. Nobody can join the task, which the runtime is told, so that it reports a
   * failure at once instead of waiting for somebody who does.
   */
  static Spawner of(Handle handle) {
    Objects.requireNonNull(handle, "handle");
    return future -> handle.spawn(future).cancel();
  }
}
