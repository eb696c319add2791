package weft.internal.driver;

import org.jspecify.annotations.Nullable;

/**
 * A hierarchical timing wheel under a lock of its own: six levels of 64 slots, a tick of one
 * millisecond. Registering and cancelling take constant time.
 *
 * <p>Time is counted in ticks from the driver's start. A slot of level k is 64^k ticks wide, and a
 * timer lies in the level of the highest six-bit group in which its tick differs from {@code
 * elapsed}, in the slot that this group names. So every level's slots lie ahead of {@code elapsed}
 * within the current slot of the level above, and the first occupied slot of the lowest occupied
 * level is the next one due. When {@code elapsed} comes to a slot's start its timers are due (level
 * 0, or exactly at the start) or are filed again, further down. Timers more than 2^36 ticks (about
 * 2.2 years) away lie in the top level, whose slots wrap around, and are filed there again at each
 * rotation.
 *
 * <p>The slot of a timer depends on the tick at which it was filed; its own tick may have been
 * moved to later since, without the lock. That shows when the slot is due.
 */
final class Wheel {
  /** {@link #nextTick} of an empty wheel. */
  static final long NONE = Long.MAX_VALUE;

  private static final int LEVELS = 6;
  private static final int SLOT_BITS = 6;
  private static final int SLOTS = 1 << SLOT_BITS;
  private static final int SLOT_MASK = SLOTS - 1;
  private static final int TOP = LEVELS - 1;
  private static final long SPAN = 1L << (LEVELS * SLOT_BITS);

  /** What became of a timer that asked for a place. */
  enum Filing {
    /** It is in the wheel. */
    FILED,
    /** Its tick has passed already; it is not in the wheel. */
    DUE,
    /** It was not registered any more: it has fired, and nothing was done. */
    FIRED,
    /** The wheel has been shut down. */
    SHUT
  }

  // All guarded by this wheel's monitor, except that nextTick is read without it.
  private final @Nullable Link[] slots = new @Nullable Link[LEVELS * SLOTS]; // made at first use
  private final long[] occupied = new long[LEVELS];
  private final Link due = new Link(); // timers of the slot at elapsed, being fired in batches
  private long elapsed;
  private int size;
  private boolean shut;
  private volatile long nextTick = NONE;

  /**
   * The tick at which this wheel has to be looked at next, or {@link #NONE}. Never later than the
   * earliest timer; may be earlier, because a wide slot is filed again at its start.
   */
  long nextTick() {
    return nextTick;
  }

  /** How many timers are registered. */
  synchronized int size() {
    return size;
  }

  /**
   * Files {@code timer}, which is in no wheel.
   *
   * @param tick when it is due
   * @param now the current tick, as far as the caller knows
   */
  synchronized Filing register(WheelTimer timer, long tick, long now) {
    if (shut) {
      return Filing.SHUT;
    }
    catchUp(now);
    if (tick <= elapsed) {
      return Filing.DUE;
    }
    place(timer, tick);
    return Filing.FILED;
  }

  /** Registers the timer, or leaves it unregistered if there is no memory for its slot. */
  private void place(WheelTimer timer, long tick) {
    timer.setRegistered(tick);
    try {
      file(timer, tick);
    } catch (OutOfMemoryError noSlot) {
      timer.setUnregistered();
      throw noSlot;
    }
  }

  /**
   * Moves a timer that was registered when its owner looked. If that makes it due, it is marked as
   * elapsed, and its owner has to wake its waker.
   *
   * @param now the current tick, as far as the caller knows
   */
  synchronized Filing moveEarlier(WheelTimer timer, long tick, long now) {
    if (!timer.isRegistered()) {
      return Filing.FIRED;
    }
    remove(timer);
    catchUp(now);
    if (tick <= elapsed) {
      timer.setElapsed();
      return Filing.DUE;
    }
    place(timer, tick);
    return Filing.FILED;
  }

  /** Takes {@code timer} out if it is still in. */
  synchronized void cancel(WheelTimer timer) {
    if (timer.isRegistered()) {
      remove(timer);
      timer.setUnregistered();
    }
  }

  /**
   * Fires what is due up to {@code limit}, in the order of ticks, until {@code batch} is full. The
   * wheel has then still something due at or before {@code limit}, and {@link #nextTick} says so.
   */
  synchronized void fire(long limit, WakerBatch batch) {
    while (drainDue(batch)) {
      int slot = nextSlot();
      if (slot < 0 || slotStart(slot) > limit) {
        elapsed = Math.max(elapsed, limit);
        break;
      }
      elapsed = slotStart(slot);
      due.takeAll(slot(slot));
      vacate(slot);
    }
    publish();
  }

  /** Marks every timer as shut down and collects its waker. Call until it returns false. */
  synchronized boolean shutdown(WakerBatch batch) {
    shut = true;
    while (!batch.isFull()) {
      WheelTimer timer = any();
      if (timer == null) {
        break;
      }
      remove(timer);
      timer.setShut();
      batch.add(timer.waker());
    }
    return size > 0;
  }

  /** Returns false if the batch is full and timers that are due are left. */
  private boolean drainDue(WakerBatch batch) {
    while (!due.isAlone()) {
      if (batch.isFull()) {
        return false;
      }
      WheelTimer timer = (WheelTimer) due.next;
      timer.unlink(); // before it is marked: from then on its owner may file it anew
      size--;
      if (timer.elapseUnlessAfter(elapsed)) {
        batch.add(timer.waker());
      } else {
        fileAgain(timer);
      }
    }
    return true;
  }

  private void fileAgain(WheelTimer timer) {
    try {
      file(timer, timer.tick());
    } catch (OutOfMemoryError noSlot) {
      due.append(timer); // and the next look comes at once, as nextTick was not changed
      size++;
      throw noSlot;
    }
  }

  /**
   * Moves {@code elapsed} to the present if nothing is due until then, so that no slot is skipped.
   * Without this a wheel that nobody had to look at for long would file near timers in wide slots,
   * and wake the driver too early.
   */
  private void catchUp(long now) {
    if (now > elapsed && nextTick > now) {
      elapsed = now;
    }
  }

  private void file(WheelTimer timer, long tick) {
    int level = level(tick);
    int slot = level * SLOTS + ((int) (tick >>> (level * SLOT_BITS)) & SLOT_MASK);
    Link list = slot(slot); // first, as it may have to be made
    timer.slot = slot;
    list.append(timer);
    occupied[level] |= 1L << slot; // a shift takes its distance modulo 64
    size++;
    long start = slotStart(slot);
    if (start < nextTick) {
      nextTick = start;
    }
  }

  private void remove(WheelTimer timer) {
    timer.unlink();
    size--;
    // The timer may have been in the list of due ones instead; the question is right all the same.
    if (slot(timer.slot).isAlone()) {
      vacate(timer.slot);
      publish();
    }
  }

  private Link slot(int slot) {
    Link list = slots[slot];
    if (list == null) {
      list = new Link();
      slots[slot] = list;
    }
    return list;
  }

  private void vacate(int slot) {
    occupied[slot / SLOTS] &= ~(1L << slot);
  }

  private void publish() {
    long next = NONE;
    if (!due.isAlone()) {
      next = elapsed;
    } else {
      int slot = nextSlot();
      if (slot >= 0) {
        next = slotStart(slot);
      }
    }
    if (next != nextTick) {
      nextTick = next;
    }
  }

  private int level(long tick) {
    long difference = (elapsed ^ tick) | SLOT_MASK;
    if (difference >= SPAN) {
      return TOP;
    }
    return (63 - Long.numberOfLeadingZeros(difference)) / SLOT_BITS;
  }

  /** The index of the slot that is due next, or -1. */
  private int nextSlot() {
    for (int level = 0; level < LEVELS; level++) {
      long bits = occupied[level];
      if (bits != 0) {
        // The current slot comes last: in the top level it belongs to the next rotation, in the
        // others it is empty.
        int first = ((int) (elapsed >>> (level * SLOT_BITS)) + 1) & SLOT_MASK;
        int distance = Long.numberOfTrailingZeros(Long.rotateRight(bits, first));
        return level * SLOTS + ((first + distance) & SLOT_MASK);
      }
    }
    return -1;
  }

  private long slotStart(int slot) {
    int level = slot / SLOTS;
    int shift = level * SLOT_BITS;
    long rotation = 1L << (shift + SLOT_BITS);
    long start = (elapsed & -rotation) + ((long) (slot & SLOT_MASK) << shift);
    return level == TOP && start <= elapsed ? start + rotation : start;
  }

  private @Nullable WheelTimer any() {
    if (!due.isAlone()) {
      return (WheelTimer) due.next;
    }
    int slot = nextSlot();
    return slot < 0 ? null : (WheelTimer) slot(slot).next;
  }
}
