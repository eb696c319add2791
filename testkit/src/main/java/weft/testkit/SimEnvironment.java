package weft.testkit;

import org.jspecify.annotations.Nullable;
import weft.internal.env.Clock;
import weft.internal.env.Coroutines;
import weft.internal.env.Environment;
import weft.internal.env.Parker;
import weft.internal.env.Rng;
import weft.internal.env.Threads;
import weft.internal.env.Tunables;
import weft.internal.system.AsyncEngine;

/** The effects of one simulated host. */
final class SimEnvironment implements Environment, Threads {
  private static final int SHORTEST_JOB_NANOS = 20_000;
  private static final int LONGEST_JOB_NANOS = 5_000_000;

  private final SimHost host;
  private final SimWorld world;
  private final Tunables tunables;

  SimEnvironment(SimHost host, SimWorld world, Tunables tunables) {
    this.host = host;
    this.world = world;
    this.tunables = tunables;
  }

  @Override
  public Clock clock() {
    return host::nanoTime;
  }

  @Override
  public Parker newParker() {
    return new SimParker(world);
  }

  @Override
  public Threads threads() {
    return this;
  }

  /**
   * Blocking jobs run whole, after a time that is drawn, or before a paused clock moves; workers
   * are stepped by the world.
   */
  @Override
  public @Nullable Thread start(String name, long stackSize, Runnable body) {
    if (body instanceof Job) {
      long delay = (long) SHORTEST_JOB_NANOS + world.draw(LONGEST_JOB_NANOS);
      host.after(world.isPaused() ? 0 : delay, "blocking job", body);
    }
    return null;
  }

  @Override
  public Rng newRng() {
    return world.choices().newRng();
  }

  @Override
  public Tunables tunables() {
    return tunables;
  }

  /** In lock-step, as nothing else may run beside the world. */
  @Override
  public Coroutines coroutines(boolean lockStep) {
    return AsyncEngine.current().coroutines(true);
  }

  @Override
  public int availableProcessors() {
    return world.options().workers();
  }
}
