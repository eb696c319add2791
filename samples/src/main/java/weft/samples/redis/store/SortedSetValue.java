package weft.samples.redis.store;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import weft.samples.redis.protocol.Bytes;

/** Members with a score each, in the order of their scores, then of their bytes. */
public final class SortedSetValue implements Value {
  private final Map<Bytes, Double> scores = new HashMap<>();
  private final RankedList order;

  /** An empty set; {@code random} shapes its index. */
  public SortedSetValue(RandomGenerator random) {
    this.order = new RankedList(random);
  }

  /** How many members there are. */
  public int size() {
    return order.size();
  }

  /** The score of a member, or null. */
  public @Nullable Double score(Bytes member) {
    return scores.get(member);
  }

  /** Sets the score of a member, which may be new; not a number is no score. */
  public void put(Bytes member, double score) {
    // There is one zero only: with two, equal scores would not be in the order of the members.
    double normal = score + 0.0;
    Double old = scores.put(member, normal);
    if (old != null) {
      if (old == normal) {
        return;
      }
      order.remove(new ScoredMember(member, old));
    }
    order.add(new ScoredMember(member, normal));
  }

  /** Removes a member; true if it was there. */
  public boolean remove(Bytes member) {
    Double score = scores.remove(member);
    if (score == null) {
      return false;
    }
    order.remove(new ScoredMember(member, score));
    return true;
  }

  /** How many members from the lowest on satisfy a condition that holds for a prefix. */
  public int countWhile(Predicate<ScoredMember> condition) {
    return order.countWhile(condition);
  }

  /** The members with a rank in {@code [from, to)}, rank 0 being the lowest. */
  public ScoredMember[] slice(int from, int to) {
    ScoredMember[] slice = new ScoredMember[to - from];
    RankedList.Node node = order.at(from);
    for (int i = 0; i < slice.length; i++) {
      if (node == null) {
        throw new IndexOutOfBoundsException("[" + from + ", " + to + ") of " + size());
      }
      slice[i] = node.element();
      node = node.next();
    }
    return slice;
  }

  @Override
  public String typeName() {
    return "zset";
  }

  @Override
  public boolean isEmpty() {
    return size() == 0;
  }
}
