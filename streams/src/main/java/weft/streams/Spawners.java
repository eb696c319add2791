package weft.streams;

import java.util.Objects;
import weft.future.Spawner;
import weft.runtime.Handle;

/** Where tasks are spawned, for those who have a runtime. */
final class Spawners {
  private Spawners() {}

  /** Spawns on a runtime. */
  static Spawner of(Handle handle) {
    return Objects.requireNonNull(handle, "handle")::spawn;
  }
}
