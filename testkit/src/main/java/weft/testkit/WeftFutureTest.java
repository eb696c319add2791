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

  /** Worker threads of a multi-thread runtime. */
  int workers() default 2;

  /** Whether the clock stands still at first; a multi-thread runtime's clock always runs. */
  boolean paused() default true;

  /** The seed of everything that the runtime draws; 0 for that of {@code -Dweft.seed}, or any. */
  long seed() default 0;

  /** Real milliseconds after which the test fails with a dump of its tasks and all threads. */
  long timeoutMillis() default 30_000;

  /** Whether the test may leave tasks and timers behind. */
  boolean mayLeak() default false;
}
