package weft.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that runs on a {@link TestRuntime} of its own: by default on the current thread with a
 * paused clock. Afterwards no task, no timer, no socket of that runtime and no Netty buffer may be
 * left. Buffers are counted if nothing has used Netty in this JVM before the first such test, or if
 * it was started with {@code -Dio.netty.customResourceLeakDetector=weft.leaks.BufferCount}; Netty
 * leaves unpooled ones on the heap to the garbage collector.
 *
 * <p>The method is straight-line code: it runs as an async body on that runtime and may {@code
 * await}. A method that takes the {@link TestRuntime} (or the {@link weft.runtime.WeftRuntime}) as
 * a parameter drives the runtime itself and is called plainly. Further parameters: {@link
 * TestClock}, {@link weft.runtime.Handle}. For methods that return a future there is {@link
 * WeftFutureTest}, as JUnit wants test methods to be void.
 *
 * <p>With {@link Flavor#SIMULATED}, or a parameter that only a simulation has ({@link SimFabric},
 * which is the network, {@link SimHost}, {@link Simulation}), the method runs in a {@link
 * Simulation}, once for each of several seeds, on the host called {@code test}; a failure names its
 * seed and is shrunk. There a method that takes the {@link Simulation} or the {@link SimHost}
 * drives by itself.
 *
 * <pre>{@code
 * @WeftTest
 * void sleepsForAnHour(TestClock clock) throws Exception {
 *   await(Time.sleep(Duration.ofHours(1)));
 *   assertThat(clock.elapsed()).isEqualTo(Duration.ofHours(1));
 * }
 * }</pre>
 *
 * <p>A failed test names its seed; {@code -Dweft.seed=...} runs it again with the same one.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Test
@ExtendWith(WeftExtension.class)
public @interface WeftTest {

  /** The kind of runtime. */
  Flavor flavor() default Flavor.CURRENT_THREAD;

  /** Worker threads, or virtual workers of each simulated host; 0 for two or four of them. */
  int workers() default 0;

  /**
   * Whether the clock stands still at first; a multi-thread runtime's clock always runs, and that
   * of a simulation runs with the steps of its workers if not paused.
   */
  boolean paused() default true;

  /**
   * The seed of everything that the runtime draws; 0 for any, or in a simulation for 0. {@code
   * -Dweft.seed} is used instead of it.
   */
  long seed() default 0;

  /** How many seeds a simulated test is run with. */
  int seeds() default 20;

  /** Kinds of trouble of a simulated test, besides the harmless ones. */
  Fault[] faults() default {};

  /**
   * Real milliseconds after which the test fails with a dump of its tasks and of all threads. Time
   * that passes on the test's clock does not count.
   */
  long timeoutMillis() default 30_000;

  /** Whether the test may leave tasks, timers, sockets and buffers behind. */
  boolean mayLeak() default false;

  /** The kinds of runtimes. */
  enum Flavor {
    /** Everything on one thread. */
    CURRENT_THREAD,
    /** Worker threads that steal from each other. */
    MULTI_THREAD,
    /** Virtual workers that steal from each other, on one thread and a clock that jumps. */
    SIMULATED
  }
}
