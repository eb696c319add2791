package weft.sync;

import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;
import weft.future.Waker;
import weft.internal.env.Preemption;
import weft.internal.env.PreemptionPoint;
import weft.internal.wait.WaitList;
import weft.internal.wait.Waiter;
import weft.internal.wait.WakeQueue;

/**
 * How {@link Broadcast} works: a ring of the latest values, numbered from 0 by the order of sends.
 * The value of position {@code p} is at index {@code p % capacity}. Each receiver has a cursor: the
 * position that it will receive next. All of it is guarded by this.
 */
final class BroadcastChannel<T> {
  /** A receiver's place. */
  static final class Cursor extends Waiter {
    private long position; // of the value that it will receive next
    private boolean released;
  }

  private final int capacity;
  private final @Nullable Object[] values; // null once everybody has seen it
  private final int[] unseenBy; // by how many receivers each value has not been seen
  private final WaitList<Cursor> waiting = new WaitList<>();
  private final WaitList<Broadcast.Closed> watchers = new WaitList<>();
  private long end; // the position of the next value to be sent
  private int senders = 1;
  private int receivers;

  BroadcastChannel(int capacity) {
    this.capacity = capacity;
    values = new Object[capacity];
    unseenBy = new int[capacity];
  }

  private int index(long position) {
    return (int) (position % capacity);
  }

  /** The oldest position that has not been overwritten. */
  private long start() {
    return Math.max(0, end - capacity);
  }

  int send(Broadcast.Sender<T> sender, T value) {
    WakeQueue woken = new WakeQueue();
    int reached;
    synchronized (this) {
      if (sender.released) {
        throw new ClosedException("send was called on a broadcast sender after it was closed");
      }
      reached = receivers;
      if (reached == 0) {
        return 0;
      }
      int index = index(end);
      values[index] = value;
      unseenBy[index] = reached;
      end++;
      wakeReceivers(woken);
    }
    Preemption.point(PreemptionPoint.AFTER_CHANNEL_PUSH);
    woken.wakeAll();
    return reached;
  }

  private void wakeReceivers(WakeQueue woken) {
    for (var receiver = waiting.poll(); receiver != null; receiver = waiting.poll()) {
      woken.add(receiver);
    }
  }

  Poll<@Nullable T> pollReceive(Cursor receiver, Context cx) {
    if (!cx.proceed()) {
      return Poll.pending();
    }
    T value;
    synchronized (this) {
      waiting.remove(receiver);
      value = next(receiver);
      if (value == null && senders > 0 && !receiver.released) {
        waiting.add(receiver, cx.waker());
        cx.refund();
        return Poll.pending();
      }
    }
    return value == null ? Poll.end() : Poll.ready(value);
  }

  synchronized TryReceive<T> tryReceive(Cursor receiver) {
    T value = next(receiver);
    if (value != null) {
      return new TryReceive.Received<>(value);
    }
    return senders > 0 && !receiver.released ? TryReceive.empty() : TryReceive.disconnected();
  }

  @SuppressWarnings("unchecked") // only T's are sent
  private @Nullable T next(Cursor receiver) {
    long position = receiver.position;
    if (position == end || receiver.released) {
      return null;
    }
    long start = start();
    if (position < start) {
      receiver.position = start;
      throw new LaggedException(start - position);
    }
    receiver.position = position + 1;
    int index = index(position);
    T value = (T) values[index];
    seen(index);
    return value;
  }

  private void seen(int index) {
    if (--unseenBy[index] == 0) {
      values[index] = null;
    }
  }

  synchronized void stopWaiting(Cursor receiver) {
    waiting.remove(receiver);
    receiver.takeWaker();
  }

  synchronized void addReceiver(Cursor receiver) {
    receiver.position = end;
    receivers++;
  }

  void releaseReceiver(Cursor receiver) {
    WakeQueue woken = new WakeQueue();
    synchronized (this) {
      if (receiver.released) {
        return;
      }
      receiver.released = true;
      stopWaiting(receiver);
      for (long position = Math.max(receiver.position, start()); position < end; position++) {
        seen(index(position));
      }
      receivers--;
      if (receivers == 0) {
        for (var watcher = watchers.poll(); watcher != null; watcher = watchers.poll()) {
          woken.add(watcher);
        }
      }
    }
    woken.wakeAll();
  }

  synchronized void addSender(Broadcast.Sender<T> origin) {
    if (origin.released) {
      throw new IllegalStateException("copy was called on a broadcast sender after it was closed");
    }
    senders++;
  }

  void releaseSender(Broadcast.Sender<T> sender) {
    WakeQueue woken = new WakeQueue();
    synchronized (this) {
      if (sender.released) {
        return;
      }
      sender.released = true;
      senders--;
      if (senders == 0) {
        wakeReceivers(woken);
      }
    }
    woken.wakeAll();
  }

  /**
   * @param waited whether the watcher was added before: then not being listed any more means that
   *     the last receiver went, even if another one came since
   */
  synchronized boolean awaitClosed(Broadcast.Closed watcher, boolean waited, Waker waker) {
    if (watcher.isListed()) {
      watcher.setWaker(waker);
      return false;
    }
    if (waited || receivers == 0) {
      return true;
    }
    watchers.add(watcher, waker);
    return false;
  }

  synchronized void forget(Broadcast.Closed watcher) {
    watchers.remove(watcher);
    watcher.takeWaker();
  }

  synchronized int receivers() {
    return receivers;
  }

  synchronized int senders() {
    return senders;
  }

  synchronized long unseen(Cursor receiver) {
    return receiver.released ? 0 : end - receiver.position;
  }

  /** Older values are seen no later than younger ones: so those kept are the youngest ones. */
  synchronized int kept() {
    long low = start();
    long high = end;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (unseenBy[index(middle)] == 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return (int) (end - low);
  }
}
