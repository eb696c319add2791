package weft.async;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.async.Async.async;
import static weft.async.Async.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import weft.future.Future;
import weft.future.Futures;
import weft.runtime.WeftRuntime;

/** Each way of writing a body compiles, on every javac that builds this, and means what it says. */
class AsyncShapesTest {
  private final Resource resource = new Resource();

  private static int value() throws Exception {
    return await(Futures.ready(1));
  }

  private static void nothing() throws Exception {
    await(Futures.yieldNow());
  }

  private static int valueOf(Resource used) throws Exception {
    return await(Futures.ready(used.number));
  }

  private static void use(Resource used) throws Exception {
    await(Futures.ready(used.number));
  }

  private static void loop() throws Exception {
    throw new IllegalStateException("ended");
  }

  @Test
  void withoutAResource() throws Exception {
    List<Future<Integer>> values =
        List.of(
            async(() -> value()),
            async(
                () -> {
                  return value();
                }),
            async(AsyncShapesTest::value));
    List<Future<Void>> voids =
        List.of(
            async(() -> nothing()),
            async(
                () -> {
                  nothing();
                }),
            async(
                () -> {
                  value();
                }),
            async(AsyncShapesTest::nothing));
    Future<?> endless =
        async(
            () -> {
              while (true) {
                loop();
              }
            });
    endless.cancel();
    assertAll(values, voids, 0);
  }

  @Test
  void withAResourceAsParameter() throws Exception {
    List<Future<Integer>> values =
        List.of(
            async(resource, r -> valueOf(r)),
            async(
                resource,
                r -> {
                  return valueOf(r);
                }),
            async(resource, (Resource r) -> valueOf(r)),
            async(resource, AsyncShapesTest::valueOf),
            async(resource, r -> r.number));
    List<Future<Void>> voids =
        List.of(
            async(
                resource,
                r -> {
                  use(r);
                }),
            async(
                resource,
                r -> {
                  valueOf(r);
                }),
            async(resource, (Resource r) -> use(r)),
            async(resource, AsyncShapesTest::use));
    Future<?> endless =
        async(
            resource,
            r -> {
              while (true) {
                loop();
              }
            });
    endless.cancel();
    assertThat(resource.closed).hasValue(1);
    assertAll(values, voids, values.size() + voids.size() + 1);
  }

  @Test
  void withAResourceThatTheBodyKnowsByName() throws Exception {
    List<Future<Integer>> values =
        List.of(
            async(resource, () -> valueOf(resource)),
            async(
                resource,
                () -> {
                  return valueOf(resource);
                }),
            async(resource, AsyncShapesTest::value));
    List<Future<Void>> voids =
        List.of(
            async(resource, () -> use(resource)),
            async(
                resource,
                () -> {
                  use(resource);
                }),
            async(resource, AsyncShapesTest::nothing));
    Future<?> endless =
        async(
            resource,
            () -> {
              while (true) {
                loop();
              }
            });
    endless.cancel();
    assertThat(resource.closed).hasValue(1);
    assertAll(values, voids, values.size() + voids.size() + 1);
  }

  private void assertAll(List<Future<Integer>> values, List<Future<Void>> voids, int closed)
      throws Exception {
    try (WeftRuntime runtime = WeftRuntime.currentThread()) {
      List<Integer> got = new ArrayList<>();
      for (Future<Integer> value : values) {
        got.add(runtime.blockOn(value));
      }
      for (Future<Void> nothing : voids) {
        assertThat(runtime.blockOn(nothing)).isNull();
      }
      assertThat(got).containsOnly(1).hasSameSizeAs(values);
    }
    assertThat(resource.closed).as("times that the resource was closed").hasValue(closed);
  }

  private static final class Resource implements AutoCloseable {
    final AtomicInteger closed = new AtomicInteger();
    final int number = 1;

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }
}
