package weft.sync;

import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Waker;
import weft.internal.env.Preemption;
import weft.internal.env.PreemptionPoint;
import weft.internal.wait.WaitList;
import weft.internal.wait.Waiter;
import weft.internal.wait.WakeQueue;

/** How {@link Watch} works: a value with a version, guarded by this. */
final class WatchChannel<T> {
  private final WaitList<Changed<?>> waiting = new WaitList<>();
  private final WaitList<Abandoned> watchers = new WaitList<>();
  private T value;
  private long version;
  private int senders = 1;
  private int receivers;

  WatchChannel(T initial) {
    value = initial;
  }

  void set(T newValue) {
    WakeQueue woken = new WakeQueue();
    synchronized (this) {
      value = newValue;
      version++;
      wakeAll(woken);
    }
    Preemption.point(PreemptionPoint.AFTER_CHANNEL_PUSH);
    woken.wakeAll();
  }

  void update(UnaryOperator<T> function) {
    WakeQueue woken = new WakeQueue();
    while (true) {
      T before = get();
      T after = function.apply(before);
      if (after == null) {
        throw new NullPointerException("the function given to update returned null");
      }
      if (replace(before, after, woken)) {
        break;
      }
    }
    Preemption.point(PreemptionPoint.AFTER_CHANNEL_PUSH);
    woken.wakeAll();
  }

  private synchronized boolean replace(T before, T after, WakeQueue woken) {
    if (value != before) {
      return false;
    }
    if (after != before) {
      value = after;
      version++;
      wakeAll(woken);
    }
    return true;
  }

  private void wakeAll(WakeQueue woken) {
    for (Changed<?> waiter = waiting.poll(); waiter != null; waiter = waiting.poll()) {
      woken.add(waiter);
    }
  }

  synchronized T get() {
    return value;
  }

  synchronized long version() {
    return version;
  }

  synchronized T getAndMarkSeen(Watch.Receiver<T> receiver) {
    receiver.seen = version;
    return value;
  }

  synchronized void addSender(Watch.Sender<T> origin) {
    if (origin.released) {
      throw new IllegalStateException("copy was called on a watch sender after it was closed");
    }
    senders++;
  }

  void releaseSender(Watch.Sender<T> sender) {
    WakeQueue woken = new WakeQueue();
    synchronized (this) {
      if (sender.released) {
        return;
      }
      sender.released = true;
      senders--;
      if (senders == 0) {
        wakeAll(woken);
      }
    }
    woken.wakeAll();
  }

  /** Answers the version that counts as seen. */
  synchronized long addReceiver() {
    receivers++;
    return version;
  }

  void releaseReceiver() {
    WakeQueue woken = new WakeQueue();
    synchronized (this) {
      receivers--;
      if (receivers == 0) {
        for (Abandoned watcher = watchers.poll(); watcher != null; watcher = watchers.poll()) {
          woken.add(watcher);
        }
      }
    }
    woken.wakeAll();
  }

  synchronized int receivers() {
    return receivers;
  }

  /**
   * An unseen value, which is seen then; or null after {@code waiter} was added.
   *
   * @throws ClosedException if there is none and none will come
   */
  private synchronized @Nullable T takeOrWait(
      Watch.Receiver<T> receiver, boolean evenIfSeen, Changed<T> waiter, Waker waker) {
    if (evenIfSeen || receiver.seen != version) {
      waiting.remove(waiter);
      receiver.seen = version;
      return value;
    }
    if (senders == 0) {
      throw new ClosedException("all senders of the watch are closed: its value is final");
    }
    if (waiter.isListed()) {
      waiter.setWaker(waker);
    } else {
      waiting.add(waiter, waker);
    }
    return null;
  }

  private synchronized void forget(Changed<T> waiter) {
    waiting.remove(waiter);
    waiter.takeWaker();
  }

  /** Waits for a value that satisfies a condition. */
  static final class Changed<T> extends Waiter implements Future<T> {
    private final Watch.Receiver<T> receiver;
    private final Predicate<? super T> condition;
    private boolean evenIfSeen;
    private boolean finished;

    /**
     * @param evenIfSeen whether the current value is asked first, though it was seen
     */
    Changed(Watch.Receiver<T> receiver, Predicate<? super T> condition, boolean evenIfSeen) {
      this.receiver = receiver;
      this.condition = condition;
      this.evenIfSeen = evenIfSeen;
    }

    @Override
    public Poll<T> poll(Context cx) {
      if (finished) {
        throw Leftovers.finished("changed");
      }
      if (!cx.proceed()) {
        return Poll.pending();
      }
      finished = true; // also if something throws
      while (true) {
        T value = receiver.channel().takeOrWait(receiver, evenIfSeen, this, cx.waker());
        evenIfSeen = false;
        if (value == null) {
          finished = false;
          cx.refund();
          return Poll.pending();
        }
        if (condition.test(value)) {
          return Poll.ready(value);
        }
      }
    }

    @Override
    public void cancel() {
      if (!finished) {
        finished = true;
        receiver.channel().forget(this);
      }
    }
  }

  /** Waits until there is no receiver. */
  static final class Abandoned extends Waiter implements Future<Void> {
    private final WatchChannel<?> channel;
    private boolean finished;
    private boolean waited;

    Abandoned(WatchChannel<?> channel) {
      this.channel = channel;
    }

    @Override
    public Poll<Void> poll(Context cx) {
      if (finished) {
        throw Leftovers.finished("closed");
      }
      if (!cx.proceed()) {
        return Poll.pending();
      }
      synchronized (channel) {
        if (isListed()) {
          setWaker(cx.waker());
          cx.refund();
          return Poll.pending();
        }
        if (!waited && channel.receivers > 0) {
          waited = true;
          channel.watchers.add(this, cx.waker());
          cx.refund();
          return Poll.pending();
        }
      }
      finished = true;
      return Poll.done();
    }

    @Override
    public void cancel() {
      if (finished) {
        return;
      }
      finished = true;
      synchronized (channel) {
        channel.watchers.remove(this);
        takeWaker();
      }
    }
  }
}
