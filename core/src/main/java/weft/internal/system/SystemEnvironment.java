package weft.internal.system;

import weft.internal.env.Clock;
import weft.internal.env.Coroutines;
import weft.internal.env.Environment;
import weft.internal.env.Parker;
import weft.internal.env.Rng;
import weft.internal.env.Threads;
import weft.internal.env.Tunables;

/** The JVM's own clock, threads and parking, with random sources seeded from one number. */
public final class SystemEnvironment implements Environment {
  private final Threads threads = new SystemThreads();
  private final Tunables tunables;
  private final SplitMix seeds; // guarded by this

  private SystemEnvironment(long seed, Tunables tunables) {
    this.seeds = new SplitMix(seed);
    this.tunables = tunables;
  }

  /** An environment whose random sources all follow from {@code seed}. */
  public static SystemEnvironment seeded(long seed, Tunables tunables) {
    return new SystemEnvironment(seed, tunables);
  }

  /** An environment whose seed differs from run to run. */
  public static SystemEnvironment create(Tunables tunables) {
    return seeded(System.nanoTime(), tunables);
  }

  @Override
  public Clock clock() {
    return System::nanoTime;
  }

  @Override
  public Parker newParker() {
    return new SystemParker();
  }

  @Override
  public Threads threads() {
    return threads;
  }

  @Override
  public Rng newRng() {
    synchronized (this) {
      return seeds.split();
    }
  }

  @Override
  public Tunables tunables() {
    return tunables;
  }

  @Override
  public Coroutines coroutines(boolean lockStep) {
    return AsyncEngine.current().coroutines(lockStep);
  }

  @Override
  public int availableProcessors() {
    return Runtime.getRuntime().availableProcessors();
  }
}
