package weft.future;

import org.jspecify.annotations.Nullable;

/** The services of a bare executor. */
enum NoServices implements Services {
  INSTANCE;

  @Override
  public @Nullable Timers timers() {
    return null;
  }

  @Override
  public @Nullable Spawner spawner() {
    return null;
  }

  @Override
  public int random(int bound) {
    return 0;
  }

  @Override
  public void defer(Waker waker) {
    waker.wake();
  }
}
