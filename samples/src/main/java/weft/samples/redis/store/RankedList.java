package weft.samples.redis.store;

import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Scored members in order, found by order or by rank in logarithmic time: a skip list whose links
 * know how many elements they skip.
 *
 * <p>A node of height h is in the h lowest chains; each higher chain has about a quarter of the
 * nodes of the one below it. {@code span[i]} is how far the link on chain i reaches, counted on the
 * lowest chain; for the last link of a chain, it counts the nodes behind it.
 */
final class RankedList {
  private static final int MAX_HEIGHT = 24;

  /** One node: an element, and its links. */
  static final class Node {
    /** Null only in the head. */
    private final @Nullable ScoredMember element;

    private final @Nullable Node[] next;
    private final int[] span;

    private Node(@Nullable ScoredMember element, int height) {
      this.element = element;
      this.next = new Node[height];
      this.span = new int[height];
    }

    /** The element. */
    ScoredMember element() {
      if (element == null) {
        throw new IllegalStateException("the head has no element");
      }
      return element;
    }

    /** The node behind this one, or null. */
    @Nullable Node next() {
      return next[0];
    }
  }

  private final RandomGenerator random;
  private final Node head = new Node(null, MAX_HEIGHT);
  private int size;

  RankedList(RandomGenerator random) {
    this.random = random;
  }

  int size() {
    return size;
  }

  /** Adds an element that is not in the list. */
  void add(ScoredMember element) {
    Node[] before = new Node[MAX_HEIGHT];
    int[] rankBefore = new int[MAX_HEIGHT];
    findBefore(other -> other.compareTo(element) < 0, before, rankBefore);
    Node node = new Node(element, randomHeight());
    int rank = rankBefore[0];
    for (int i = 0; i < MAX_HEIGHT; i++) {
      Node left = before[i];
      int distance = rank - rankBefore[i];
      if (i < node.next.length) {
        node.next[i] = left.next[i];
        node.span[i] = left.span[i] - distance;
        left.next[i] = node;
        left.span[i] = distance + 1;
      } else {
        left.span[i]++;
      }
    }
    size++;
  }

  /** Removes an element that is in the list. */
  void remove(ScoredMember element) {
    Node[] before = new Node[MAX_HEIGHT];
    findBefore(other -> other.compareTo(element) < 0, before, new int[MAX_HEIGHT]);
    Node node = before[0].next[0];
    if (node == null || !node.element().equals(element)) {
      throw new IllegalStateException("not in the list: " + element);
    }
    for (int i = 0; i < MAX_HEIGHT; i++) {
      Node left = before[i];
      if (left.next[i] == node) {
        left.next[i] = node.next[i];
        left.span[i] += node.span[i] - 1;
      } else {
        left.span[i]--;
      }
    }
    size--;
  }

  /** The node at {@code rank}, 0 being the first, or null behind the end. */
  @Nullable Node at(int rank) {
    if (rank < 0 || rank >= size) {
      return null;
    }
    Node node = head;
    int left = rank + 1;
    for (int i = MAX_HEIGHT - 1; left > 0; i--) {
      Node next = node.next[i];
      while (next != null && node.span[i] <= left) {
        left -= node.span[i];
        node = next;
        next = node.next[i];
      }
    }
    return node;
  }

  /**
   * How many elements from the first on satisfy {@code condition}, which must hold for all elements
   * before one for which it holds.
   */
  int countWhile(Predicate<ScoredMember> condition) {
    int[] rank = new int[MAX_HEIGHT];
    findBefore(condition, new Node[MAX_HEIGHT], rank);
    return rank[0];
  }

  /** On each chain, the last node for which the condition holds, and how many do up to there. */
  private void findBefore(Predicate<ScoredMember> condition, Node[] before, int[] rank) {
    Node node = head;
    int passed = 0;
    for (int i = MAX_HEIGHT - 1; i >= 0; i--) {
      Node next = node.next[i];
      while (next != null && condition.test(next.element())) {
        passed += node.span[i];
        node = next;
        next = node.next[i];
      }
      before[i] = node;
      rank[i] = passed;
    }
  }

  private int randomHeight() {
    // Two random bits are both zero with a chance of a quarter.
    int height = 1 + Long.numberOfTrailingZeros(random.nextLong()) / 2;
    return Math.min(height, MAX_HEIGHT);
  }
}
