package weft.architecture;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The effect seam: clock, randomness, threads, parking and channels are reached through the
 * runtime's environment and driver, so that a simulation can stand in for them. Only {@code
 * internal.system} touches the JVM's own; the exceptions are listed here with their reasons.
 */
record EffectSeam(String root) {

  /** Calls to any method (or constructor, {@code <init>}) of the given names. */
  private static final Map<String, Set<String>> FORBIDDEN_CALLS =
      Map.ofEntries(
          Map.entry(
              "java.lang.System", Set.of("nanoTime", "currentTimeMillis", "identityHashCode")),
          Map.entry("java.lang.Math", Set.of("random")),
          Map.entry("java.lang.Object", Set.of("wait")),
          Map.entry(
              "java.lang.Thread",
              Set.of("sleep", "start", "join", "ofVirtual", "ofPlatform", "startVirtualThread")),
          Map.entry("java.util.concurrent.TimeUnit", Set.of("sleep", "timedWait", "timedJoin")),
          Map.entry("java.util.concurrent.locks.Condition", Set.of("await", "awaitNanos")),
          Map.entry("java.time.Instant", Set.of("now")),
          Map.entry("java.time.LocalDateTime", Set.of("now")),
          Map.entry("java.time.ZonedDateTime", Set.of("now")),
          Map.entry("java.net.InetAddress", Set.of("getByName", "getAllByName", "getLocalHost")),
          Map.entry(
              "java.util.concurrent.CompletableFuture",
              Set.of(
                  "supplyAsync", "runAsync", "delayedExecutor", "orTimeout", "completeOnTimeout")));

  /** Types that are an effect as a whole, by name or by package prefix. */
  private static final List<String> FORBIDDEN_TYPES =
      List.of(
          "java.nio.channels.",
          "java.util.concurrent.CountDownLatch",
          "java.util.concurrent.Executors",
          "java.util.concurrent.ForkJoinPool",
          "java.util.concurrent.ThreadLocalRandom",
          "java.util.concurrent.ThreadPoolExecutor",
          "java.util.concurrent.ScheduledThreadPoolExecutor",
          "java.util.concurrent.locks.LockSupport",
          "java.util.Random",
          "java.util.SplittableRandom",
          "java.util.Timer",
          "java.util.random.RandomGenerator",
          "java.security.SecureRandom",
          "java.time.Clock",
          "java.net.Socket",
          "java.net.ServerSocket",
          "java.net.DatagramSocket");

  /** Part of what channels say, but no effect themselves. */
  private static final Set<String> HARMLESS_TYPES =
      Set.of(
          "java.nio.channels.AlreadyBoundException",
          "java.nio.channels.AlreadyConnectedException",
          "java.nio.channels.AsynchronousCloseException",
          "java.nio.channels.ClosedChannelException",
          "java.nio.channels.ConnectionPendingException",
          "java.nio.channels.NotYetBoundException",
          "java.nio.channels.NotYetConnectedException",
          "java.nio.channels.UnresolvedAddressException",
          "java.nio.channels.UnsupportedAddressTypeException",
          "java.net.SocketAddress",
          "java.net.SocketException",
          "java.net.SocketOption",
          "java.net.SocketTimeoutException");

  /** Classes outside {@code internal.system} that may cross the seam, with the reason. */
  static final Map<String, String> EXCEPTIONS =
      Map.of(
          "internal.context.RuntimeThread",
          "is the thread class itself; making and starting one is left to internal.system",
          "internal.env.Threads",
          "says what joining a thread is by default; environments may say something else",
          "runtime.SchedulerView",
          "waits on a monitor in awaitTermination, on a thread that belongs to no runtime",
          "async.OutsideAwait",
          "parks a virtual thread of the user's own, where there may be no runtime to ask");

  /** Nothing outside {@code internal.system} crosses the seam. */
  ArchRule rule() {
    return ArchRuleDefinition.classes()
        .that()
        .resideInAPackage(root + "..")
        .and()
        .resideOutsideOfPackage(root + ".internal.system..")
        .should(reachEffectsThroughTheEnvironment())
        .as("effects outside " + root + ".internal.system go through the environment")
        .allowEmptyShould(true);
  }

  private ArchCondition<JavaClass> reachEffectsThroughTheEnvironment() {
    return new ArchCondition<>("reach effects through the environment") {
      @Override
      public void check(JavaClass origin, ConditionEvents events) {
        if (EXCEPTIONS.containsKey(origin.getName().substring(root.length() + 1))) {
          return;
        }
        for (JavaAccess<?> access : origin.getAccessesFromSelf()) {
          if (access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget target
              && isEffect(target)) {
            events.add(SimpleConditionEvent.violated(origin, access.getDescription()));
          }
        }
        for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
          if (isEffect(dependency.getTargetClass().getBaseComponentType())) {
            events.add(SimpleConditionEvent.violated(origin, dependency.getDescription()));
          }
        }
      }
    };
  }

  private static boolean isEffect(AccessTarget.CodeUnitAccessTarget target) {
    JavaClass owner = target.getOwner();
    boolean thread = owner.isAssignableTo(Thread.class);
    if (thread && target.getName().equals("<init>")) {
      return true;
    }
    if (owner.isEquivalentTo(java.net.InetSocketAddress.class)) {
      // Resolves the name on the calling thread; createUnresolved does not.
      return target.getName().equals("<init>")
          && target.getRawParameterTypes().get(0).isEquivalentTo(String.class);
    }
    String type = thread ? "java.lang.Thread" : owner.getName();
    return FORBIDDEN_CALLS.getOrDefault(type, Set.of()).contains(target.getName());
  }

  private static boolean isEffect(JavaClass type) {
    String name = type.getName();
    if (HARMLESS_TYPES.contains(name)) {
      return false;
    }
    for (String forbidden : FORBIDDEN_TYPES) {
      if (forbidden.endsWith(".")
          ? name.startsWith(forbidden)
          : name.equals(forbidden) || name.startsWith(forbidden + "$")) {
        return true;
      }
    }
    return false;
  }
}
