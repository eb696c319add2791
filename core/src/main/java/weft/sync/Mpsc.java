package weft.sync;

import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import weft.future.CheckReturnValue;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Undelivered;

/**
 * A queue from many senders to one receiver.
 *
 * <pre>{@code
 * var channel = Mpsc.<Command>bounded(100);
 * Weft.spawn(serve(channel.receiver()));
 * return channel.sender().send(new Ping());
 * }</pre>
 *
 * <p><b>Ordering.</b> Values of one sender arrive in the order sent. Senders that wait for room are
 * served in the order in which they began to wait, and nobody overtakes them. What happened before
 * a send is visible to who receives the value.
 *
 * <p><b>End.</b> The receiver sees the end when everything was received and nothing can come: all
 * senders are closed or the receiver accepts no more values, and no permit is outstanding.
 *
 * @param <T> the type of the values, which are never null
 */
@CheckReturnValue
public final class Mpsc<T> {
  private final Sender<T> sender;
  private final Receiver<T> receiver;

  private Mpsc(int capacity, @Nullable Consumer<? super T> onUndelivered) {
    MpscChannel<T> channel = new MpscChannel<>(capacity, onUndelivered);
    sender = new Sender<>(channel);
    receiver = new Receiver<>(channel);
  }

  /**
   * A channel in which senders wait when it is full.
   *
   * @param capacity how many values it holds, at least 1
   */
  public static <T> Mpsc<T> bounded(int capacity) {
    return new Mpsc<>(checked(capacity), null);
  }

  /**
   * A channel in which senders wait when it is full.
   *
   * @param capacity how many values it holds, at least 1
   * @param onUndelivered takes each value that was accepted but will never be received, if it is
   *     not {@link Undelivered} itself; called on the thread that gives it up
   */
  public static <T> Mpsc<T> bounded(int capacity, Consumer<? super T> onUndelivered) {
    return new Mpsc<>(checked(capacity), Objects.requireNonNull(onUndelivered, "onUndelivered"));
  }

  /** A channel in which senders never wait, and whose queue grows as long as they are faster. */
  public static <T> Mpsc<T> unbounded() {
    return new Mpsc<>(Integer.MAX_VALUE, null);
  }

  /** An unbounded channel; {@code onUndelivered} as in {@link #bounded(int, Consumer)}. */
  public static <T> Mpsc<T> unbounded(Consumer<? super T> onUndelivered) {
    return new Mpsc<>(Integer.MAX_VALUE, Objects.requireNonNull(onUndelivered, "onUndelivered"));
  }

  private static int checked(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity < 1: " + capacity);
    }
    return capacity;
  }

  /** The first sender; always the same object. */
  public Sender<T> sender() {
    return sender;
  }

  /** The receiver; always the same object. */
  public Receiver<T> receiver() {
    return receiver;
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
    private final MpscChannel<T> channel;
    boolean released; // guarded by channel

    private Sender(MpscChannel<T> channel) {
      this.channel = channel;
    }

    MpscChannel<T> channel() {
      return channel;
    }

    /**
     * Sends {@code value} as soon as there is room. Fails with {@link ClosedException} if the
     * receiver accepts no more values; {@code value} then counts as undelivered.
     *
     * <p><b>Cancellation.</b> The value was sent, or it counts as undelivered; and the place in the
     * queue is lost. To keep the value, {@link #reserve()} first.
     */
    public Future<Void> send(T value) {
      return new MpscSend<>(this, value);
    }

    /** Sends {@code value} if there is room and nobody waits for it. */
    public TrySend<T> trySend(T value) {
      return channel.trySend(this, Objects.requireNonNull(value, "value"));
    }

    /**
     * Sends {@code value} if there is room within {@code timeout}, on the executor's timers; {@link
     * TrySend.Full} if there was none.
     *
     * <p><b>Cancellation.</b> As of {@link #send}.
     */
    public Future<TrySend<T>> sendTimeout(T value, Duration timeout) {
      return new MpscTimedSend<>(this, value, timeout);
    }

    /**
     * Waits for room for one value. Fails with {@link ClosedException} if the receiver accepts no
     * more values.
     *
     * <p><b>Cancellation.</b> Loses the place in the queue, and nothing else.
     */
    public Future<Permit<T>> reserve() {
      return new MpscReserve<>(this, 1);
    }

    /**
     * Waits for room for {@code places} values at once; otherwise as {@link #reserve()}.
     *
     * @throws IllegalArgumentException if that is more than the channel's capacity
     */
    public Future<Permit<T>> reserveMany(int places) {
      return new MpscReserve<>(this, checkedPlaces(places));
    }

    /** Reserves room for one value if there is some and nobody waits for it; else null. */
    public @Nullable Permit<T> tryReserve() {
      return tryReserveMany(1);
    }

    /**
     * Reserves room for {@code places} values if there is some and nobody waits for it; else null.
     *
     * @throws IllegalArgumentException if that is more than the channel's capacity
     */
    public @Nullable Permit<T> tryReserveMany(int places) {
      return channel.tryReserve(this, checkedPlaces(places)) == MpscClaim.Answer.GRANTED
          ? new Permit<>(channel, places)
          : null;
    }

    private int checkedPlaces(int places) {
      if (places < 0 || places > channel.capacity()) {
        throw new IllegalArgumentException(
            "places not in 0.." + channel.capacity() + " (the capacity): " + places);
      }
      return places;
    }

    /**
     * Waits until {@link #isClosed()}.
     *
     * <p><b>Cancellation.</b> Nothing happened.
     */
    public Future<Void> closed() {
      return new MpscClosed(channel);
    }

    /** Whether the receiver accepts no more values. */
    public boolean isClosed() {
      return channel.isClosed();
    }

    /** How many more values there is room for now. */
    public int capacity() {
      return channel.freePlaces();
    }

    /** How many values the channel holds at most. */
    public int maxCapacity() {
      return channel.capacity();
    }

    /** How many senders are open. */
    public int senderCount() {
      return channel.senders();
    }

    /** How many weak senders are open. */
    public int weakSenderCount() {
      return channel.weakSenders();
    }

    /** Whether {@code other} sends to the same receiver. */
    public boolean isSameChannel(Sender<?> other) {
      return channel == other.channel;
    }

    /**
     * A further sender of the same channel, to be closed on its own.
     *
     * @throws IllegalStateException if this one is closed and was the last
     */
    public Sender<T> copy() {
      if (!channel.tryAddSender()) {
        throw new IllegalStateException("copy called after the last sender was closed");
      }
      return new Sender<>(channel);
    }

    /** A sender that does not keep the channel open. */
    public WeakSender<T> downgrade() {
      return new WeakSender<>(channel);
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

    @Override
    public String toString() {
      return "Mpsc.Sender[" + channel + "]";
    }
  }

  /**
   * Becomes a {@link Sender} while there is another one, but does not keep the channel open.
   *
   * @param <T> the type of the values
   */
  @CheckReturnValue
  public static final class WeakSender<T> implements AutoCloseable {
    private final MpscChannel<T> channel;
    private boolean released; // guarded by channel

    private WeakSender(MpscChannel<T> channel) {
      this.channel = channel;
      channel.addWeakSender();
    }

    /** A sender, or null if no sender is open and no permit is outstanding. */
    public @Nullable Sender<T> upgrade() {
      return channel.tryAddSender() ? new Sender<>(channel) : null;
    }

    /** How many senders are open. */
    public int senderCount() {
      return channel.senders();
    }

    /** Gives this one up. Does nothing the second time. */
    @Override
    public void close() {
      synchronized (channel) {
        if (!released) {
          released = true;
          channel.releaseWeakSender();
        }
      }
    }
  }

  /**
   * Room for some values. It keeps the channel open until it is used up or closed.
   *
   * <p><b>Threads.</b> Single owner; it may be handed from one thread to another.
   *
   * @param <T> the type of the values
   */
  public static final class Permit<T> implements AutoCloseable, Undelivered {
    private final MpscChannel<T> channel;
    private int places;

    Permit(MpscChannel<T> channel, int places) {
      this.channel = channel;
      this.places = places;
    }

    /** For how many values there is room left. */
    public int remaining() {
      return places;
    }

    /**
     * Sends {@code value}, which never waits and never fails; if nobody will receive it, it counts
     * as undelivered.
     *
     * @throws IllegalStateException if there is no room left
     */
    public void send(T value) {
      Objects.requireNonNull(value, "value");
      if (places == 0) {
        throw new IllegalStateException("the permit has no room left: it was used up or closed");
      }
      places--;
      channel.pushReserved(value);
    }

    /** Gives back what is left. Does nothing the second time. */
    @Override
    public void close() {
      int unused = places;
      places = 0;
      channel.releasePlaces(unused);
    }

    @Override
    public void onUndelivered() {
      close();
    }
  }

  /**
   * Receives the values.
   *
   * <p><b>Threads.</b> Single owner, like a future; {@link #isClosed}, {@link #length} and {@link
   * #isEmpty} are for everybody.
   *
   * @param <T> the type of the values
   */
  @CheckReturnValue
  public static final class Receiver<T> implements AutoCloseable, Undelivered {
    private final MpscChannel<T> channel;

    private Receiver(MpscChannel<T> channel) {
      this.channel = channel;
    }

    /**
     * Waits for the next value; null at the end.
     *
     * <p><b>Cancellation.</b> Nothing happened: no value is lost.
     */
    public Future<@Nullable T> receive() {
      return new MpscReceive<>(channel);
    }

    /** {@link #receive()} for those who poll by hand: one poll for the next value. */
    public Poll<@Nullable T> pollReceive(Context cx) {
      return channel.pollReceive(cx);
    }

    /** Forgets the waker of a {@link #pollReceive} that was pending. */
    public void cancelReceive() {
      channel.stopWaiting();
    }

    /**
     * Waits for at least one value, and adds it and those that are there already to {@code buffer}.
     *
     * <p><b>Cancellation.</b> Nothing happened: no value is lost.
     *
     * @param buffer keeps what is in it
     * @param limit the most values to be added
     * @return how many were added; 0 at the end, or if {@code limit} is 0
     */
    public Future<Integer> receiveMany(Collection<? super T> buffer, int limit) {
      return new MpscReceiveMany<>(channel, buffer, limit);
    }

    /** Takes the next value if there is one. */
    public TryReceive<T> tryReceive() {
      return channel.tryReceive();
    }

    /**
     * Accepts no more values: sends fail from now on, and those that wait too. What is in the
     * channel, and what comes through permits given before, can still be received.
     */
    public void shutdown() {
      channel.shutdown();
    }

    /**
     * Gives up receiving: as {@link #shutdown()}, and every value that is in the channel or comes
     * through a permit counts as undelivered.
     */
    @Override
    public void close() {
      channel.abandon();
    }

    @Override
    public void onUndelivered() {
      close();
    }

    /** Whether no further value can be sent; some may still be there. */
    public boolean isClosed() {
      return channel.isDisconnected();
    }

    /** How many values can be received now. */
    public int length() {
      return channel.length();
    }

    /** Whether there is no value now. */
    public boolean isEmpty() {
      return channel.length() == 0;
    }

    /** How many more values there is room for now. */
    public int capacity() {
      return channel.freePlaces();
    }

    /** How many values the channel holds at most. */
    public int maxCapacity() {
      return channel.capacity();
    }

    /** How many senders are open. */
    public int senderCount() {
      return channel.senders();
    }

    @Override
    public String toString() {
      return "Mpsc.Receiver[" + channel + "]";
    }
  }
}
