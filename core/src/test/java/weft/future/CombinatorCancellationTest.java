package weft.future;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import weft.future.Probe.ProbeServices;

/**
 * Each combinator is given up at each of its suspension points: its children are cancelled exactly
 * once, and each value that finished is delivered or undelivered, never both and never neither.
 */
class CombinatorCancellationTest {

  /** Makes children and remembers them with the values that they give. */
  private static final class Family {
    final List<Scripted<?>> children = new ArrayList<>();
    final Set<Object> values = java.util.Collections.newSetFromMap(new IdentityHashMap<>());
    final Set<Object> consumed = java.util.Collections.newSetFromMap(new IdentityHashMap<>());

    Future<Object> ready(int pendings) {
      Object value = new Object();
      values.add(value);
      Scripted<Object> child = Scripted.ready(pendings, value);
      children.add(child);
      return child;
    }

    Future<Object> failed(int pendings) {
      Scripted<Object> child = Scripted.failed(pendings, new IllegalStateException("planted"));
      children.add(child);
      return child;
    }

    Future<Object> broken(int pendings) {
      Scripted<Object> child = Scripted.failed(pendings, new Error("planted"));
      children.add(child);
      return child;
    }

    Object consume(Object value) {
      consumed.add(value);
      return "consumed";
    }
  }

  private record Run(Family family, Function<Family, Future<?>> body)
      implements CancelEverywhere.Scenario {
    @Override
    public Future<?> future() {
      return body.apply(family);
    }

    @Override
    public void verify(Object delivered, ProbeServices services) {
      for (Scripted<?> child : family.children) {
        child.verifyReleasedOnce();
      }
      Map<Object, Integer> ends = new IdentityHashMap<>();
      services.undelivered.forEach(value -> ends.merge(value, 1, Integer::sum));
      family.consumed.forEach(value -> ends.merge(value, 1, Integer::sum));
      if (delivered instanceof List<?> list) {
        list.forEach(value -> ends.merge(value, 1, Integer::sum));
      } else if (delivered != null) {
        ends.merge(delivered, 1, Integer::sum);
      }
      for (Scripted<?> child : family.children) {
        if (child.finishedWith() != null) {
          assertThat(ends.get(child.finishedWith())).as("ends of a value").isEqualTo(1);
        }
      }
    }
  }

  @TestFactory
  List<DynamicTest> givenUpAtEachSuspensionPoint() {
    List<DynamicTest> tests = new ArrayList<>();
    add(tests, "map", f -> f.ready(2).map(f::consume));
    add(tests, "map, failing", f -> f.failed(2).map(f::consume));
    add(
        tests,
        "map, function throws",
        f ->
            f.ready(1)
                .map(
                    value -> {
                      f.consume(value);
                      throw new java.io.IOException("planted");
                    }));
    add(tests, "then", f -> f.ready(2).map(f::consume).then(value -> f.ready(2)));
    add(tests, "then, first failing", f -> f.failed(2).then(value -> f.ready(2)));
    add(tests, "then, second failing", f -> f.ready(1).map(f::consume).then(v -> f.failed(2)));
    add(tests, "then, null", f -> f.ready(1).map(f::consume).then(value -> null));
    add(tests, "mapError", f -> f.failed(2).mapError(IllegalArgumentException::new));
    add(tests, "mapError, ready", f -> f.ready(2).mapError(IllegalArgumentException::new));
    add(tests, "recover", f -> f.failed(2).recover(failure -> null));
    add(tests, "recover, ready", f -> f.ready(2).recover(failure -> null));
    add(tests, "recover, Error", f -> f.broken(2).recover(failure -> null));
    add(tests, "recoverWith", f -> f.failed(2).recoverWith(failure -> f.ready(2)));
    add(tests, "recoverWith, ready", f -> f.ready(2).recoverWith(failure -> f.ready(2)));
    add(tests, "recoverWith, twice", f -> f.failed(2).recoverWith(failure -> f.failed(2)));
    add(tests, "whenDone", f -> f.ready(2).whenDone((value, failure) -> {}));
    add(tests, "whenDone, failing", f -> f.failed(2).whenDone((value, failure) -> {}));
    add(
        tests,
        "whenDone, action throws",
        f ->
            f.ready(2)
                .whenDone(
                    (value, failure) -> {
                      throw new IllegalStateException("planted");
                    }));
    add(tests, "inspect", f -> f.ready(2).inspect(value -> {}));
    add(
        tests,
        "inspect, action throws",
        f ->
            f.ready(2)
                .inspect(
                    value -> {
                      throw new IllegalStateException("planted");
                    }));
    add(tests, "onCancel", f -> f.ready(2).onCancel(() -> {}));
    add(tests, "onCancel, failing", f -> f.failed(2).onCancel(() -> {}));
    add(tests, "unconstrained", f -> Futures.unconstrained(f.ready(2)));
    add(tests, "defer", f -> Futures.defer(() -> f.ready(2)));
    add(tests, "join of two", f -> Futures.join(f.ready(1), f.ready(3), List::of));
    add(tests, "join, first fails", f -> Futures.join(f.failed(1), f.ready(3), List::of));
    add(tests, "join, last fails", f -> Futures.join(f.ready(1), f.failed(3), List::of));
    add(tests, "join, both fail", f -> Futures.join(f.failed(1), f.failed(3), List::of));
    add(
        tests,
        "join of six",
        f ->
            Futures.join(
                f.ready(0), f.ready(1), f.ready(2), f.ready(3), f.ready(2), f.ready(1), List::of));
    add(tests, "tryJoin of two", f -> Futures.tryJoin(f.ready(1), f.ready(3), List::of));
    add(tests, "tryJoin, first fails", f -> Futures.tryJoin(f.failed(1), f.ready(3), List::of));
    add(tests, "tryJoin, last fails", f -> Futures.tryJoin(f.ready(1), f.failed(3), List::of));
    add(tests, "tryJoin, Error", f -> Futures.tryJoin(f.ready(1), f.broken(3), List::of));
    for (int count : new int[] {1, 5, 8, 9, 30}) {
      add(tests, "join of " + count, f -> Futures.join(children(f, count, false)));
      add(tests, "tryJoin of " + count, f -> Futures.tryJoin(children(f, count, false)));
      add(tests, "join, some fail, of " + count, f -> Futures.join(children(f, count, true)));
      add(tests, "tryJoin, some fail, of " + count, f -> Futures.tryJoin(children(f, count, true)));
      add(tests, "race of " + count, f -> Futures.race(children(f, count, false)));
      add(tests, "race, failing, of " + count, f -> Futures.race(children(f, count, true)));
      add(tests, "firstSuccess of " + count, f -> Futures.firstSuccess(children(f, count, true)));
    }
    add(tests, "firstSuccess, none", f -> Futures.firstSuccess(List.of(f.failed(2), f.failed(1))));
    add(
        tests,
        "select",
        f -> Futures.select(Select.on(f.ready(3), f::consume), Select.on(f.ready(2), f::consume)));
    add(
        tests,
        "select, failing",
        f -> Futures.select(Select.on(f.ready(3), f::consume), Select.on(f.failed(2), f::consume)));
    add(
        tests,
        "select, then",
        f ->
            Futures.select(
                Select.on(f.ready(3), f::consume),
                Select.<Object, Object>onThen(
                    f.ready(1),
                    value -> {
                      f.consume(value);
                      return f.ready(2);
                    })));
    add(
        tests,
        "select, then failing",
        f ->
            Futures.selectBiased(
                Select.<Object, Object>onThen(
                    f.ready(1),
                    value -> {
                      f.consume(value);
                      return f.failed(2);
                    }),
                Select.on(f.ready(1), f::consume)));
    add(
        tests,
        "select, disabled",
        f ->
            Futures.select(
                Select.on(f.ready(0), f::consume).onlyIf(false),
                Select.on(f.ready(2), f::consume)));
    return tests;
  }

  private static List<Future<Object>> children(Family family, int count, boolean someFail) {
    List<Future<Object>> children = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      boolean fails = someFail && index % 3 == 1;
      children.add(fails ? family.failed(index % 4) : family.ready((index * 7) % 5));
    }
    return children;
  }

  private static void add(List<DynamicTest> tests, String name, Function<Family, Future<?>> body) {
    tests.add(
        DynamicTest.dynamicTest(
            name, () -> CancelEverywhere.check(() -> new Run(new Family(), body))));
  }
}
