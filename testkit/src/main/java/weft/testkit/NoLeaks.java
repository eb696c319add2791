package weft.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Wants each test of a class to give back what it took: threads, descriptors of sockets, pipes and
 * selectors (where the system has {@code /proc}), and Netty's buffers, if the JVM was started with
 * {@code -Dio.netty.customResourceLeakDetector=io.netty.util.LeakPresenceDetector}. What a class
 * keeps from {@code BeforeAll} to {@code AfterAll} is compared around the class.
 *
 * <p>Tasks and timers are checked by {@link WeftTest} itself and by {@link
 * TestRuntime#assertNoLeaks}. Not for classes whose tests run at the same time as others'.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(LeakCheck.class)
public @interface NoLeaks {}
