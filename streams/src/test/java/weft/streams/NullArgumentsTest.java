package weft.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.lang.reflect.TypeVariable;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.future.Future;
import weft.future.Futures;
import weft.runtime.Handle;
import weft.runtime.WeftRuntime;
import weft.sync.Broadcast;
import weft.sync.Watch;

/**
 * An argument that is null fails where it is given, and says which one it was: not at some poll on
 * another thread, and never as a stream that ends early or waits for ever.
 */
class NullArgumentsTest {
  private final WeftRuntime runtime = WeftRuntime.currentThread();

  @AfterEach
  void stop() {
    runtime.close();
  }

  static List<Method> methods() {
    List<Method> methods = new ArrayList<>();
    for (Class<?> type :
        List.of(
            Stream.class,
            Streams.class,
            Sink.class,
            Publishers.class,
            Timing.class,
            Batching.class,
            Combining.class,
            Recovering.class,
            Sharing.class,
            Stateful.class,
            FuturesOrdered.class,
            FuturesUnordered.class,
            StreamMap.class)) {
      Arrays.stream(type.getDeclaredMethods())
          .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
          .filter(method -> !Modifier.isAbstract(method.getModifiers()))
          .filter(method -> !method.getName().startsWith("poll"))
          .filter(method -> Arrays.stream(method.getGenericParameterTypes()).anyMatch(OWED::test))
          .forEach(methods::add);
    }
    return methods;
  }

  /** What must not be null: not a seed or a key, which is the caller's business. */
  private static final java.util.function.Predicate<java.lang.reflect.Type> OWED =
      type ->
          !(type instanceof TypeVariable)
              && !(type instanceof Class<?> plain && plain.isPrimitive());

  @ParameterizedTest
  @MethodSource("methods")
  void nullIsRefusedWhereItIsGiven(Method method) throws Exception {
    for (int i = 0; i < method.getParameterCount(); i++) {
      if (!OWED.test(method.getGenericParameterTypes()[i])) {
        continue;
      }
      @Nullable Object[] arguments = new Object[method.getParameterCount()];
      for (int other = 0; other < arguments.length; other++) {
        arguments[other] = other == i ? null : some(method.getParameterTypes()[other]);
      }
      assertThat(failure(method, arguments))
          .as("argument %s of %s", i, method)
          .isInstanceOf(NullPointerException.class)
          .message()
          .isNotBlank()
          .doesNotStartWith("Cannot"); // the JVM's, about a field of ours
    }
  }

  private static @Nullable Throwable failure(Method method, @Nullable Object[] arguments)
      throws Exception {
    try {
      Object made = method.invoke(owner(method), arguments);
      if (made instanceof Operator<?, ?> operator) {
        Stream<?> applied = apply(operator);
        applied.cancel();
      }
    } catch (InvocationTargetException thrown) {
      return thrown.getCause();
    } catch (NullPointerException thrown) {
      return thrown; // an operator, applied
    }
    return null;
  }

  @SuppressWarnings("unchecked") // none of them looks at an item yet
  private static Stream<?> apply(Operator<?, ?> operator) {
    return ((Operator<Object, Object>) operator).apply(Streams.<Object>of(1));
  }

  private static @Nullable Object owner(Method method) {
    if (Modifier.isStatic(method.getModifiers())) {
      return null;
    }
    Class<?> type = method.getDeclaringClass();
    if (type == Stream.class) {
      return Streams.of(1);
    }
    return type == Sink.class
        ? Sink.collecting()
        : type == FuturesOrdered.class
            ? FuturesOrdered.create()
            : type == FuturesUnordered.class ? FuturesUnordered.create() : StreamMap.create();
  }

  private Object some(Class<?> type) {
    if (type == int.class) {
      return 1;
    }
    if (type == long.class) {
      return 1L;
    }
    if (type == Duration.class) {
      return Duration.ofSeconds(1);
    }
    if (type == Charset.class) {
      return StandardCharsets.UTF_8;
    }
    if (type == Stream.class) {
      return Streams.of(1);
    }
    if (type == Sink.class) {
      return Sink.collecting();
    }
    if (type == Future.class) {
      return Futures.pending();
    }
    if (type == Collection.class) {
      return List.of(Streams.of(1));
    }
    if (type == Collector.class) {
      return Collectors.toList();
    }
    if (type == Handle.class) {
      return runtime.handle();
    }
    if (type == Backoff.class) {
      return Backoff.immediately(1);
    }
    if (type == Broadcast.Receiver.class) {
      return Broadcast.bounded(1).subscribe();
    }
    if (type == Watch.Receiver.class) {
      return Watch.of(1).subscribe();
    }
    if (type == java.util.concurrent.BlockingQueue.class) {
      return new LinkedBlockingQueue<>();
    }
    if (type.isInterface()) {
      return Proxy.newProxyInstance(
          getClass().getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> null);
    }
    return new Object();
  }

  // ---- Items and parts

  @Test
  void partsOfSeveralAreLookedAtToo() {
    Stream<Integer> one = Streams.of(1);
    List<Stream<Integer>> withNull = Arrays.asList(one, null);
    assertRefused(() -> Streams.of(1, null, 3));
    assertRefused(() -> Streams.merge(one, null));
    assertRefused(() -> Streams.concat(one, null));
    assertRefused(() -> Streams.merge(withNull));
    assertRefused(() -> Streams.concat(withNull));
    assertRefused(() -> Streams.zip(withNull));
    assertRefused(() -> Streams.interleave(withNull));
    assertRefused(() -> Streams.combineLatest(withNull, items -> 1));
  }

  @Test
  void itemsThatAreNullFailTheStreamInsteadOfEndingIt() {
    Hand hand = new Hand();
    Streams.Step<Integer, Integer> withoutItem = new Streams.Step<>(null, 1);
    assertRefused(() -> hand.run(Streams.unfold(0, state -> Futures.ready(withoutItem)).toList()));
    assertRefused(() -> hand.run(Streams.of(1).map(i -> (Integer) null).toList()));
    assertRefused(() -> hand.run(Streams.fromIterable(Collections.singleton(null)).toList()));
    assertRefused(() -> hand.run(Streams.iterate(1, i -> null).toList()));
  }

  /** Something that is to fail. */
  private interface Action {
    @Nullable Object run() throws Exception;
  }

  private static void assertRefused(Action action) {
    try {
      Object made = action.run();
      throw new AssertionError("made " + made);
    } catch (Exception failure) {
      assertThat(failure).isInstanceOf(NullPointerException.class);
      assertThat(failure.getMessage()).isNotBlank().doesNotStartWith("Cannot");
    }
  }
}
