package weft.streams;

import java.util.List;

/**
 * What upstream does, and how the operator is polled.
 *
 * @param arrivals the items
 * @param gapsBeforeTheEnd how often upstream is pending before its end
 * @param fails whether the end is a failure
 * @param cancelAt the polls after which the operator is given up, if it has not ended before
 * @param turns how it is polled, one turn after the other, again and again; at least one
 */
record Play(
    List<Arrival> arrivals, int gapsBeforeTheEnd, boolean fails, int cancelAt, List<Turn> turns) {
  static final int NEVER = Integer.MAX_VALUE;

  /**
   * An item.
   *
   * @param gaps how often upstream is pending before it
   */
  record Arrival(int gaps, int value) {}

  /**
   * A poll.
   *
   * @param limit the items that a poll in bulk takes; 0 for a poll of one item
   * @param budget the poll's budget, or {@link weft.future.ContextControl#UNCONSTRAINED}
   * @param millis how far the clock goes on before it
   */
  record Turn(int limit, int budget, int millis) {}

  Turn turn(int step) {
    return turns.get(step % turns.size());
  }
}
