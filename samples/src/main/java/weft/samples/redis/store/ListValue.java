package weft.samples.redis.store;

import org.jspecify.annotations.Nullable;
import weft.samples.redis.protocol.Bytes;

/** A list as a ring: both ends and any index are reached in constant time. */
public final class ListValue implements Value {
  private static final int FIRST_CAPACITY = 8;

  private @Nullable Bytes[] ring = new Bytes[FIRST_CAPACITY];
  private int head;
  private int size;

  /** How many elements there are. */
  public int size() {
    return size;
  }

  /** Adds before the first element. */
  public void addFirst(Bytes element) {
    growIfFull();
    head = (head - 1) & (ring.length - 1);
    ring[head] = element;
    size++;
  }

  /** Adds behind the last element. */
  public void addLast(Bytes element) {
    growIfFull();
    ring[slot(size)] = element;
    size++;
  }

  /** Takes the first element; the list must have one. */
  public Bytes removeFirst() {
    Bytes element = get(0);
    ring[head] = null;
    head = slot(1);
    size--;
    shrinkIfSparse();
    return element;
  }

  /** Takes the last element; the list must have one. */
  public Bytes removeLast() {
    Bytes element = get(size - 1);
    ring[slot(size - 1)] = null;
    size--;
    shrinkIfSparse();
    return element;
  }

  /** The element at {@code index}, 0 being the first. */
  public Bytes get(int index) {
    Bytes element = index >= 0 && index < size ? ring[slot(index)] : null;
    if (element == null) {
      throw new IndexOutOfBoundsException("index " + index + " in a list of " + size);
    }
    return element;
  }

  /** A copy of the references in {@code [from, to)}. */
  public Bytes[] slice(int from, int to) {
    Bytes[] slice = new Bytes[to - from];
    for (int i = 0; i < slice.length; i++) {
      slice[i] = get(from + i);
    }
    return slice;
  }

  @Override
  public String typeName() {
    return "list";
  }

  @Override
  public boolean isEmpty() {
    return size == 0;
  }

  private int slot(int index) {
    return (head + index) & (ring.length - 1);
  }

  private void growIfFull() {
    if (size == ring.length) {
      resize(ring.length * 2);
    }
  }

  private void shrinkIfSparse() {
    if (ring.length > FIRST_CAPACITY && size < ring.length / 8) {
      resize(ring.length / 2);
    }
  }

  private void resize(int capacity) {
    @Nullable Bytes[] moved = new Bytes[capacity];
    int untilWrap = Math.min(size, ring.length - head);
    System.arraycopy(ring, head, moved, 0, untilWrap);
    System.arraycopy(ring, 0, moved, untilWrap, size - untilWrap);
    ring = moved;
    head = 0;
  }
}
