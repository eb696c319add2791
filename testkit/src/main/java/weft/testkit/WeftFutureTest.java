package weft.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A test that is a method which returns a {@link weft.future.Future}: the runtime runs it, and its
 * failure is the test's. Otherwise as {@link WeftTest}. The class implements {@link FutureTests},
 * through which JUnit finds such methods.
 *
 * <pre>{@code
 * class TimeTest implements FutureTests {
 *   @WeftFutureTest
 *   Future<Void> sleepsForAnHour(TestClock clock) {
 *     return Time.sleep(Duration.ofHours(1))
 *         .whenDone(...);
 *   }
 * }
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface WeftFutureTest {

  /** The kind of runtime. */
  WeftTest.Flavor flavor() default WeftTest.Flavor.CURRENT_THREAD;

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
}
