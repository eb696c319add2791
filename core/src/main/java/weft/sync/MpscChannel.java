package weft.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;
import weft.future.Services;
import weft.future.Waker;
import weft.internal.env.Preemption;
import weft.internal.env.PreemptionPoint;
import weft.internal.wait.WaitList;
import weft.internal.wait.WakeQueue;

/**
 * How {@link Mpsc} works.
 *
 * <p>The lock is taken once per value by senders, and once per batch by the receiver: see {@link
 * MpscValues}.
 *
 * <p>Room is counted by two numbers that only grow while values flow: {@code taken} (places ever
 * given to values and permits, less permits returned; under the lock) and {@code consumed} (values
 * ever received; written by the receiver only). A sender that finds no room joins the wait list,
 * sets {@code sendersWait}, and only then reads {@code consumed} again; the receiver writes {@code
 * consumed} and only then reads {@code sendersWait}. Both are volatile, so at least one of them
 * sees the other, and no freed place goes unnoticed.
 */
final class MpscChannel<T> {
  private static final VarHandle CONSUMED = consumed();

  private final int capacity;
  private final @Nullable Consumer<? super T> onUndelivered;
  private final WaitList<MpscClaim<T>> waiting = new WaitList<>(); // guarded by this
  private final WaitList<MpscClosed> watchers = new WaitList<>(); // guarded by this

  private final MpscValues<T> values = new MpscValues<>(); // in part guarded by this

  // Guarded by this.
  private long taken;
  private long consumedSeen; // an old value of consumed: spares senders its cache line
  private long permits; // places reserved and not used yet
  private int senders = 1;
  private int weakSenders;
  private boolean closed; // accepts no value any more, except through permits
  private boolean abandoned; // and nobody will receive those
  private Services servicesAtEnd = Services.none(); // final once abandoned is set
  private @Nullable Waker receiver; // while it waits

  private volatile boolean sendersWait; // written under this: the wait list is not empty

  // The receiver's.
  private Services services = Services.none();
  private volatile long consumed;

  MpscChannel(int capacity, @Nullable Consumer<? super T> onUndelivered) {
    this.capacity = capacity;
    this.onUndelivered = onUndelivered;
  }

  static ClosedException closedException() {
    return new ClosedException("the channel is closed: its receiver accepts no more values");
  }

  void discard(@Nullable T value, Services services) {
    Leftovers.discard(value, onUndelivered, services);
  }

  // Senders

  TrySend<T> trySend(Mpsc.Sender<T> sender, T value) {
    Waker woken;
    synchronized (this) {
      if (closed || sender.released) {
        return new TrySend.Closed<>(value);
      }
      if (room() <= 0) {
        return new TrySend.Full<>(value);
      }
      taken++;
      woken = push(value);
    }
    if (woken != null) {
      Preemption.point(PreemptionPoint.AFTER_CHANNEL_PUSH);
      WakeQueue.wake(woken);
    }
    return TrySend.sent();
  }

  /** Reserves if there is room. */
  MpscClaim.Answer tryReserve(Mpsc.Sender<T> sender, int places) {
    synchronized (this) {
      if (closed || sender.released) {
        return MpscClaim.Answer.CLOSED;
      }
      if (room() < places) {
        return MpscClaim.Answer.WAIT;
      }
      taken += places;
      permits += places;
      return MpscClaim.Answer.GRANTED;
    }
  }

  /** The first poll of {@code claim}. */
  MpscClaim.Answer claim(MpscClaim<T> claim, Waker waker) {
    Waker woken = null;
    synchronized (this) {
      if (closed || claim.sender.released) {
        return MpscClaim.Answer.CLOSED;
      }
      claim.missing = claim.wanted;
      if (room() < claim.wanted) {
        boolean queued = !waiting.isEmpty();
        waiting.add(claim, waker);
        if (queued) {
          return MpscClaim.Answer.WAIT;
        }
        sendersWait = true;
        long room = refreshedRoom(); // again: from here on the receiver sees that somebody waits
        if (room < claim.wanted) {
          claim.missing -= (int) room;
          taken += room;
          return MpscClaim.Answer.WAIT;
        }
        waiting.remove(claim);
        claim.takeWaker();
        sendersWait = false;
      }
      taken += claim.wanted;
      claim.missing = 0;
      woken = complete(claim);
    }
    if (woken != null) {
      Preemption.point(PreemptionPoint.AFTER_CHANNEL_PUSH);
      WakeQueue.wake(woken);
    }
    return MpscClaim.Answer.GRANTED;
  }

  synchronized MpscClaim.Answer recheck(MpscClaim<T> claim, Waker waker) {
    if (claim.isListed()) {
      claim.setWaker(waker);
      return MpscClaim.Answer.WAIT;
    }
    return claim.refused ? MpscClaim.Answer.CLOSED : MpscClaim.Answer.GRANTED;
  }

  MpscClaim.Answer withdraw(MpscClaim<T> claim) {
    WakeQueue woken = new WakeQueue();
    synchronized (this) {
      if (!waiting.remove(claim)) {
        return claim.refused ? MpscClaim.Answer.CLOSED : MpscClaim.Answer.GRANTED;
      }
      claim.takeWaker();
      taken -= claim.wanted - claim.missing;
      admit(woken);
    }
    woken.wakeAll();
    return MpscClaim.Answer.WAIT;
  }

  /** A permit's value: it has its place already. */
  void pushReserved(T value) {
    Waker woken = null;
    boolean discarded;
    synchronized (this) {
      permits--;
      discarded = abandoned;
      if (discarded) {
        taken--;
      } else {
        woken = push(value);
      }
    }
    if (discarded) {
      discard(value, servicesAtEnd);
    } else if (woken != null) {
      Preemption.point(PreemptionPoint.AFTER_CHANNEL_PUSH);
      WakeQueue.wake(woken);
    }
  }

  /** Permits that were not used. */
  void releasePlaces(int places) {
    if (places == 0) {
      return;
    }
    WakeQueue woken = new WakeQueue();
    synchronized (this) {
      permits -= places;
      taken -= places;
      admit(woken);
    }
    Preemption.point(PreemptionPoint.AFTER_PERMIT_RELEASE);
    woken.wakeAll();
  }

  /** A further sender, unless there is no sender nor permit any more. */
  synchronized boolean tryAddSender() {
    if (senders == 0 && permits == 0) {
      return false;
    }
    senders++;
    return true;
  }

  void releaseSender(Mpsc.Sender<T> sender) {
    WakeQueue woken = new WakeQueue();
    synchronized (this) {
      if (sender.released) {
        return;
      }
      sender.released = true;
      senders--;
      wakeAtEnd(woken);
    }
    woken.wakeAll();
  }

  synchronized void addWeakSender() {
    weakSenders++;
  }

  synchronized void releaseWeakSender() {
    weakSenders--;
  }

  synchronized int senders() {
    return senders;
  }

  synchronized int weakSenders() {
    return weakSenders;
  }

  synchronized boolean awaitClosed(MpscClosed watcher, Waker waker) {
    if (closed) {
      watchers.remove(watcher);
      return true;
    }
    if (watcher.isListed()) {
      watcher.setWaker(waker);
    } else {
      watchers.add(watcher, waker);
    }
    return false;
  }

  synchronized void forget(MpscClosed watcher) {
    watchers.remove(watcher);
    watcher.takeWaker();
  }

  // Under the lock

  /** Free places for who comes now: none while others wait. */
  private long room() {
    if (!waiting.isEmpty()) {
      return 0;
    }
    long room = capacity - (taken - consumedSeen);
    return room > 0 ? room : refreshedRoom();
  }

  private long refreshedRoom() {
    consumedSeen = consumed;
    return capacity - (taken - consumedSeen);
  }

  /** Appends {@code value}; answers the receiver to be woken. */
  private @Nullable Waker push(T value) {
    values.append(value);
    Waker woken = receiver;
    receiver = null;
    return woken;
  }

  /** All places of {@code claim} are there; answers the receiver to be woken. */
  private @Nullable Waker complete(MpscClaim<T> claim) {
    T value = claim.value;
    if (value != null) {
      return push(value);
    }
    permits += claim.wanted;
    return null;
  }

  /** Gives free places to those who wait, in order, and to the first one in parts. */
  private void admit(WakeQueue woken) {
    MpscClaim<T> claim = waiting.first();
    long room = refreshedRoom();
    while (claim != null && room > 0) {
      int part = (int) Math.min(room, claim.missing);
      claim.missing -= part;
      taken += part;
      room -= part;
      if (claim.missing == 0) {
        waiting.remove(claim);
        woken.add(claim);
        woken.add(complete(claim));
        claim = waiting.first();
      }
    }
    sendersWait = claim != null;
    wakeAtEnd(woken);
  }

  private void wakeAtEnd(WakeQueue woken) {
    if (receiver != null && isEnded()) { // a waiting receiver has no values left
      woken.add(receiver);
      receiver = null;
    }
  }

  /** Whether no value can come any more; those that are here already do not count. */
  private boolean isEnded() {
    return permits == 0 && (closed || (senders == 0 && waiting.isEmpty()));
  }

  // The receiver

  Poll<@Nullable T> pollReceive(Context cx) {
    services = cx.services();
    if (!cx.proceed()) {
      return Poll.pending();
    }
    if (!values.hasNext()) {
      boolean refilled;
      boolean ended;
      synchronized (this) {
        refilled = values.refill();
        ended = !refilled && isEnded();
        if (!refilled && !ended) {
          receiver = cx.waker();
        }
      }
      if (ended) {
        return Poll.end();
      }
      if (!refilled) {
        cx.refund();
        return Poll.pending();
      }
    }
    return Poll.ready(next());
  }

  Poll<Integer> pollReceiveMany(Context cx, Collection<? super T> buffer, int limit) {
    if (limit == 0) {
      return Poll.ready(0);
    }
    Poll<@Nullable T> first = pollReceive(cx);
    if (!first.isReady()) {
      return Poll.pending();
    }
    T value = first.get();
    int count = 0;
    while (value != null) {
      add(value, buffer);
      count++;
      value = count < limit ? nextIfAny() : null;
    }
    return Poll.ready(count);
  }

  private void add(T value, Collection<? super T> buffer) {
    try {
      buffer.add(value);
    } catch (Throwable failure) {
      discard(value, services);
      throw failure;
    }
  }

  TryReceive<T> tryReceive() {
    if (!values.hasNext()) {
      synchronized (this) {
        if (!values.refill()) {
          return isEnded() ? TryReceive.disconnected() : TryReceive.empty();
        }
      }
    }
    return new TryReceive.Received<>(next());
  }

  private @Nullable T nextIfAny() {
    if (!values.hasNext()) {
      synchronized (this) {
        if (!values.refill()) {
          return null;
        }
      }
    }
    return next();
  }

  private T next() {
    T value = values.next();
    if (capacity == Integer.MAX_VALUE) {
      CONSUMED.setRelease(this, consumed + 1); // nobody waits for room: no fence is needed
      return value;
    }
    CONSUMED.setVolatile(this, consumed + 1);
    if (sendersWait) {
      admitWaiting();
    }
    return value;
  }

  private void admitWaiting() {
    WakeQueue woken = new WakeQueue();
    synchronized (this) {
      admit(woken);
    }
    Preemption.point(PreemptionPoint.AFTER_PERMIT_RELEASE);
    woken.wakeAll();
  }

  /** The receiver does not wait any more; a value that came is found at the next poll. */
  synchronized void stopWaiting() {
    receiver = null;
  }

  /** Accepts no more values: senders that wait fail. */
  void shutdown() {
    WakeQueue woken = new WakeQueue();
    synchronized (this) {
      close(woken);
    }
    woken.wakeAll();
  }

  private void close(WakeQueue woken) {
    closed = true;
    for (MpscClaim<T> claim = waiting.poll(); claim != null; claim = waiting.poll()) {
      taken -= claim.wanted - claim.missing;
      claim.refused = true;
      woken.add(claim);
    }
    sendersWait = false;
    for (MpscClosed watcher = watchers.poll(); watcher != null; watcher = watchers.poll()) {
      woken.add(watcher);
    }
    wakeAtEnd(woken);
  }

  /** The receiver is given up: everything that is in the channel is discarded. */
  void abandon() {
    WakeQueue woken = new WakeQueue();
    synchronized (this) {
      if (abandoned) {
        return;
      }
      abandoned = true;
      servicesAtEnd = services;
      receiver = null;
      close(woken);
    }
    woken.wakeAll();
    for (T value = nextIfAny(); value != null; value = nextIfAny()) {
      discard(value, services);
    }
  }

  // Both

  synchronized boolean isClosed() {
    return closed;
  }

  /** Whether no further value can be sent. */
  synchronized boolean isDisconnected() {
    return closed || (senders == 0 && permits == 0 && waiting.isEmpty());
  }

  synchronized int length() {
    return (int)
        Math.min(Integer.MAX_VALUE, values.appended() - consumed); // it cannot grow meanwhile
  }

  int capacity() {
    return capacity;
  }

  /** Places that are neither used by a value nor reserved nor assigned to somebody who waits. */
  synchronized int freePlaces() {
    return (int) refreshedRoom();
  }

  @Override
  public synchronized String toString() {
    return (values.appended() - consumed)
        + " values in "
        + values.slots()
        + " slots, "
        + senders
        + (closed ? " senders, closed" : " senders, open");
  }

  private static VarHandle consumed() {
    try {
      return MethodHandles.lookup().findVarHandle(MpscChannel.class, "consumed", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }
}
