package weft.internal.driver;

/**
 * A node of a circular doubly linked list; a list is a node of its own. So a timer can be taken out
 * of a list in constant time without knowing which one it is in. Guarded by the lock of the wheel.
 */
class Link {
  Link next = this;
  Link prev = this;

  final boolean isAlone() {
    return next == this;
  }

  /** Inserts {@code node}, which is alone, at the end of this list. */
  final void append(Link node) {
    Link last = prev;
    node.prev = last;
    node.next = this;
    last.next = node;
    prev = node;
  }

  /** Takes this node out of its list; no effect if it is in none. */
  final void unlink() {
    prev.next = next;
    next.prev = prev;
    next = this;
    prev = this;
  }

  /** Moves all nodes of {@code other}, which is not empty, to this list, which is empty. */
  final void takeAll(Link other) {
    next = other.next;
    prev = other.prev;
    next.prev = this;
    prev.next = this;
    other.next = other;
    other.prev = other;
  }
}
