package weft.sync;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.CheckReturnValue;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Undelivered;
import weft.internal.wait.Waiter;

/**
 * A channel in which every receiver sees every value sent after it subscribed.
 *
 * <pre>{@code
 * Broadcast.Sender<Event> events = Broadcast.bounded(100);
 * Broadcast.Receiver<Event> mine = events.subscribe();
 * }</pre>
 *
 * <p>It keeps the latest values, as many as its capacity. Sending never waits: a receiver that is
 * too slow misses values, and is told how many by a {@link LaggedException}.
 *
 * <p>Receivers share one object per value; nothing is copied. For that reason no value of a
 * broadcast counts as undelivered: send nothing that must be released.
 *
 * <p><b>Ordering.</b> All receivers see values in the same order, that of the sends. What happened
 * before a send is visible to who receives the value.
 */
@CheckReturnValue
public final class Broadcast {
  private Broadcast() {}

  /**
   * A channel that keeps the latest {@code capacity} values, exactly.
   *
   * @param capacity at least 1; the room is allocated at once
   */
  public static <T> Sender<T> bounded(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity < 1: " + capacity);
    }
    return new Sender<>(new BroadcastChannel<T>(capacity));
  }

  /**
   * Sends values. It keeps the channel open until it is closed: so give each user a {@link
   * #copy()}.
   *
   * <p><b>Threads.</b> All methods may be called from any thread.
   *
   * @param <T> the type of the values
   */
  @CheckReturnValue
  public static final class Sender<T> implements AutoCloseable, Undelivered {
    private final BroadcastChannel<T> channel;
    boolean released; // guarded by channel

    private Sender(BroadcastChannel<T> channel) {
      this.channel = channel;
    }

    /**
     * Sends {@code value} to all receivers there are. Never waits.
     *
     * @return how many they are; if 0, the value is not kept
     * @throws ClosedException if this sender was closed
     */
    public int send(T value) {
      return channel.send(this, Objects.requireNonNull(value, "value"));
    }

    /** A new receiver, of the values sent from now on. */
    public Receiver<T> subscribe() {
      return new Receiver<>(channel);
    }

    /** A further sender of the same channel, to be closed on its own. */
    public Sender<T> copy() {
      Sender<T> copy = new Sender<>(channel);
      channel.addSender(this);
      return copy;
    }

    /**
     * Waits until there is no receiver. One that subscribes later does not change the answer.
     *
     * <p><b>Cancellation.</b> Nothing happened.
     */
    public Future<Void> closed() {
      return new Closed(channel);
    }

    /** How many receivers there are. */
    public int receiverCount() {
      return channel.receivers();
    }

    /** How many senders are open. */
    public int senderCount() {
      return channel.senders();
    }

    /** How many values are kept because some receiver has not seen them. */
    public int length() {
      return channel.kept();
    }

    /** Whether all receivers have seen everything. */
    public boolean isEmpty() {
      return channel.kept() == 0;
    }

    /** Whether {@code other} sends to the same receivers. */
    public boolean isSameChannel(Sender<?> other) {
      return channel == other.channel;
    }

    /** Gives this sender up; the last one ends the channel. Does nothing the second time. */
    @Override
    public void close() {
      channel.releaseSender(this);
    }

    @Override
    public void onUndelivered() {
      close();
    }
  }

  /**
   * Receives the values sent since it subscribed.
   *
   * <p><b>Threads.</b> Single owner, like a future.
   *
   * @param <T> the type of the values
   */
  @CheckReturnValue
  public static final class Receiver<T> implements AutoCloseable, Undelivered {
    private final BroadcastChannel<T> channel;
    private final BroadcastChannel.Cursor cursor = new BroadcastChannel.Cursor();

    private Receiver(BroadcastChannel<T> channel) {
      this.channel = channel;
      channel.addReceiver(cursor);
    }

    /**
     * Waits for the next value; null at the end. Fails with {@link LaggedException} if values were
     * missed; then receive again.
     *
     * <p><b>Cancellation.</b> Nothing happened: no value is lost.
     */
    public Future<@Nullable T> receive() {
      return new Receive<>(this);
    }

    /** {@link #receive()} for those who poll by hand: one poll for the next value. */
    public Poll<@Nullable T> pollReceive(Context cx) {
      return channel.pollReceive(cursor, cx);
    }

    /** Forgets the waker of a {@link #pollReceive} that was pending. */
    public void cancelReceive() {
      channel.stopWaiting(cursor);
    }

    /**
     * Takes the next value if there is one.
     *
     * @throws LaggedException if values were missed
     */
    public TryReceive<T> tryReceive() {
      return channel.tryReceive(cursor);
    }

    /** A new receiver, of the values sent from now on. */
    public Receiver<T> resubscribe() {
      return new Receiver<>(channel);
    }

    /** How many values were sent that this one has not received; missed ones are still counted. */
    public long length() {
      return channel.unseen(cursor);
    }

    /** Whether it has received everything that was sent. */
    public boolean isEmpty() {
      return length() == 0;
    }

    /** How many senders are open. */
    public int senderCount() {
      return channel.senders();
    }

    /** Gives up receiving. Values that only this one has not seen are let go of. */
    @Override
    public void close() {
      channel.releaseReceiver(cursor);
    }

    @Override
    public void onUndelivered() {
      close();
    }
  }

  private static final class Receive<T> implements Future<@Nullable T> {
    private final Receiver<T> receiver;
    private boolean finished;

    Receive(Receiver<T> receiver) {
      this.receiver = receiver;
    }

    @Override
    public Poll<@Nullable T> poll(Context cx) {
      if (finished) {
        throw Leftovers.finished("receive");
      }
      finished = true; // also if it throws
      Poll<@Nullable T> polled = receiver.pollReceive(cx);
      finished = polled.isReady();
      return polled;
    }

    @Override
    public void cancel() {
      if (!finished) {
        finished = true;
        receiver.cancelReceive();
      }
    }
  }

  static final class Closed extends Waiter implements Future<Void> {
    private final BroadcastChannel<?> channel;
    private boolean finished;
    private boolean waiting;

    private Closed(BroadcastChannel<?> channel) {
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
      if (!channel.awaitClosed(this, waiting, cx.waker())) {
        waiting = true;
        cx.refund();
        return Poll.pending();
      }
      finished = true;
      return Poll.done();
    }

    @Override
    public void cancel() {
      if (!finished) {
        finished = true;
        channel.forget(this);
      }
    }
  }
}
