package weft.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.future.ContextControl;

/**
 * Every operator against a model over lists: under all small cuts of demand, gaps of upstream and
 * points of cancellation, and under large random ones, with random budgets and clocks.
 */
class OperatorLawsTest {
  private static final int TRIES = 25_000; // some hundreds for each law
  private static final int UNCONSTRAINED = ContextControl.UNCONSTRAINED;

  @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE) // the small plays are all of them
  void obeysItsModel(@ForAll("laws") Law law, @ForAll("plays") Play play) throws Exception {
    new LawRound(law, play).play();
  }

  @Provide
  Arbitrary<Law> laws() {
    return Arbitraries.of(Laws.all());
  }

  @Provide
  Arbitrary<Play> plays() {
    Arbitrary<Integer> gaps =
        Arbitraries.frequencyOf(
            Tuple.of(3, Arbitraries.just(0)), Tuple.of(1, Arbitraries.integers().between(1, 3)));
    Arbitrary<Play.Arrival> arrivals =
        Combinators.combine(gaps, Arbitraries.integers().between(0, 5)).as(Play.Arrival::new);
    Arbitrary<Play.Turn> turns =
        Combinators.combine(
                Arbitraries.integers().between(0, 4),
                Arbitraries.of(UNCONSTRAINED, UNCONSTRAINED, 1, 2, 3),
                Arbitraries.integers().between(0, 2))
            .as(Play.Turn::new);
    Arbitrary<Integer> cancelAt =
        Arbitraries.oneOf(Arbitraries.just(Play.NEVER), Arbitraries.integers().between(0, 8));
    return Combinators.combine(
            arrivals.list().ofMaxSize(11),
            gaps,
            Arbitraries.of(false, false, false, true),
            cancelAt,
            turns.list().ofMinSize(1).ofMaxSize(6))
        .as(Play::new);
  }

  static List<Law> allLaws() {
    return Laws.all();
  }

  /** Four items; a gap or none before each and before the end; each way of polling; each cancel. */
  @ParameterizedTest
  @MethodSource("allLaws")
  void obeysItsModelUnderAllSmallPlays(Law law) {
    for (int gaps = 0; gaps < 1 << 5; gaps++) {
      for (int limit = 0; limit <= 3; limit++) {
        for (int budget : new int[] {UNCONSTRAINED, 1}) {
          for (int cancelAt = 0; cancelAt <= 12; cancelAt++) {
            for (boolean fails : new boolean[] {false, true}) {
              play(law, smallPlay(gaps, limit, budget, fails, cancelAt));
            }
          }
        }
      }
    }
  }

  private static Play smallPlay(int gaps, int limit, int budget, boolean fails, int cancelAt) {
    List<Play.Arrival> arrivals = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      arrivals.add(new Play.Arrival(gaps >> i & 1, i + 1));
    }
    return new Play(
        arrivals,
        gaps >> 4,
        fails,
        cancelAt == 12 ? Play.NEVER : cancelAt,
        List.of(new Play.Turn(limit, budget, 1)));
  }

  private static void play(Law law, Play play) {
    try {
      new LawRound(law, play).play();
    } catch (Throwable failure) {
      throw new AssertionError(law + ", " + play + ": " + failure.getMessage(), failure);
    }
  }

  /** A new operator cannot be forgotten here. */
  @Test
  void everyOperatorHasALaw() {
    Set<String> operators = new TreeSet<>();
    for (Class<?> holder :
        List.of(
            Stream.class,
            Timing.class,
            Batching.class,
            Combining.class,
            Recovering.class,
            Sharing.class,
            Stateful.class)) {
      for (Method method : holder.getDeclaredMethods()) {
        Class<?> made = method.getReturnType();
        if (Modifier.isPublic(method.getModifiers())
            && List.of(Stream.class, Operator.class, Shared.class, Sharing.Split.class)
                .contains(made)) {
          operators.add(method.getName());
        }
      }
    }
    operators.remove("via"); // applies the others
    Set<String> withLaws = new TreeSet<>();
    Laws.all().forEach(law -> withLaws.add(law.name().split("[ ,]")[0]));
    assertThat(withLaws).containsAll(operators);
  }
}
