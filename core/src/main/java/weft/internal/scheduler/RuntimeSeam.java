package weft.internal.scheduler;

import org.jspecify.annotations.Nullable;
import weft.internal.driver.DriverFactory;
import weft.internal.env.Environment;

/**
 * How {@code testkit} gets a runtime with effects of its own: a paused clock, a seeded source, a
 * simulated network. {@code weft.runtime} installs the one instance when its builder is loaded; the
 * type parameters stand for its classes, which this package cannot name.
 *
 * <pre>{@code
 * RuntimeBuilder builder = WeftRuntime.builder().currentThread();
 * RuntimeSeam.<RuntimeBuilder, WeftRuntime>installed().inject(builder, environment, drivers);
 * WeftRuntime runtime = builder.build();
 * }</pre>
 *
 * <p><b>Virtual workers.</b> An environment whose {@code threads().start} returns null gives a
 * multi-thread runtime that nobody runs: {@link MultiThreadScheduler#workers()} are then stepped by
 * {@link Worker#runOnce()} in any order, all on one thread. A worker whose {@link
 * Worker#isParked()} is true needs no step until its parker (or, for the one in the driver, the
 * driver) has a token; stepping it all the same is harmless. {@code runOnce} returns false when the
 * worker has left for good, after {@code beginShutdown}.
 *
 * @param <B> the runtime's builder
 * @param <R> the runtime
 */
public abstract class RuntimeSeam<B, R> {
  private static volatile @Nullable RuntimeSeam<?, ?> installed;

  /** Installs the one instance. */
  public static void install(RuntimeSeam<?, ?> seam) {
    installed = seam;
  }

  /**
   * The one instance.
   *
   * @throws IllegalStateException if the builder's class has not been initialized yet
   */
  @SuppressWarnings("unchecked") // weft.runtime installs one for its own classes
  public static <B, R> RuntimeSeam<B, R> installed() {
    RuntimeSeam<?, ?> seam = installed;
    if (seam == null) {
      throw new IllegalStateException("no runtime seam: call WeftRuntime.builder() first");
    }
    return (RuntimeSeam<B, R>) seam;
  }

  /**
   * Has {@code builder} make runtimes with these effects instead of the JVM's. The environment's
   * tunables are the defaults of the builder's knobs; its random sources replace the builder's
   * seed.
   */
  public abstract void inject(B builder, Environment environment, DriverFactory drivers);

  /** The scheduler of a runtime. */
  public abstract Scheduler scheduler(R runtime);
}
