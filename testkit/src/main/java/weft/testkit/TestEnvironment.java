package weft.testkit;

import weft.internal.env.Clock;
import weft.internal.env.Coroutines;
import weft.internal.env.Environment;
import weft.internal.env.Parker;
import weft.internal.env.Rng;
import weft.internal.env.Threads;
import weft.internal.env.Tunables;
import weft.internal.system.AsyncEngine;
import weft.internal.system.SystemEnvironment;

/** The JVM's environment with a clock of the test's and one seed. */
final class TestEnvironment implements Environment {
  private final SystemEnvironment system;
  private final PausableClock clock;

  TestEnvironment(PausableClock clock, long seed) {
    this.system = SystemEnvironment.seeded(seed, Tunables.DEFAULT);
    this.clock = clock;
  }

  @Override
  public Clock clock() {
    return clock::nanoTime;
  }

  @Override
  public Parker newParker() {
    return system.newParker();
  }

  @Override
  public Threads threads() {
    return system.threads();
  }

  @Override
  public Rng newRng() {
    return system.newRng();
  }

  @Override
  public Tunables tunables() {
    return system.tunables();
  }

  @Override
  public Coroutines coroutines(boolean lockStep) {
    return AsyncEngine.current().coroutines(lockStep);
  }

  @Override
  public int availableProcessors() {
    return system.availableProcessors();
  }
}
