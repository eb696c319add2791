package weft.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Wants each test of a class to give back what it took: threads, descriptors of sockets, pipes,
 * selectors and files (where the system has {@code /proc}), runtimes with their tasks and timers,
 * and Netty's buffers, if the JVM was started with {@code
 * -Dio.netty.customResourceLeakDetector=weft.leaks.BufferCount} (or with Netty's own {@code
 * io.netty.util.LeakPresenceDetector}, which gives no buffer a moment to come back). What a class
 * keeps from {@code BeforeAll} to {@code AfterAll} is compared around the class.
 *
 * <p>{@link weft.leaks.LeakGuard} does the same around each class of a whole module, without an
 * annotation. Not for classes whose tests run at the same time as others'.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(LeakCheck.class)
public @interface NoLeaks {}
