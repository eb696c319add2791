package weft.streams;

import java.util.List;
import java.util.function.Function;

/**
 * An operator and what it should do.
 *
 * @param startsLate whether upstream comes from a supplier that is not asked before the first poll
 * @param conserves whether every item that was taken is either in the output or was dropped once
 */
record Law(
    String name,
    Kind kind,
    boolean conserves,
    boolean startsLate,
    Function<Stream<Token>, Stream<?>> operator,
    Function<List<Integer>, List<?>> model) {
  Law(
      String name,
      Kind kind,
      boolean conserves,
      Function<Stream<Token>, Stream<?>> operator,
      Function<List<Integer>, List<?>> model) {
    this(name, kind, conserves, false, operator, model);
  }

  @Override
  public String toString() {
    return name;
  }

  /** Whether the output is known in full, or only that it is taken from the input. */
  enum Kind {
    /** The output equals the model, in order; a failure comes after the model's output. */
    EXACT,
    /** As EXACT, but a failure may overtake items that are held or in flight. */
    FAILS_EARLY,
    /** The output has the model's items in any order. */
    ANY_ORDER,
    /** The output is part of the input, in order. */
    PART
  }
}
