package weft.sync;

import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import weft.future.CheckReturnValue;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Undelivered;

/**
 * One value that changes, and those who want to know: a configuration, a state. Receivers see the
 * latest value, not each one.
 *
 * <p>Receivers share the value; nothing is copied, and no value counts as undelivered.
 *
 * <p><b>Ordering.</b> What happened before a value was set is visible to who sees the value.
 */
@CheckReturnValue
public final class Watch {
  private Watch() {}

  /** A watch of {@code initial}, which counts as seen by those who subscribe. */
  public static <T> Sender<T> of(T initial) {
    return new Sender<>(new WatchChannel<>(Objects.requireNonNull(initial, "initial")));
  }

  /**
   * Sets the value. It keeps the watch open until it is closed: so give each user a {@link
   * #copy()}.
   *
   * <p><b>Threads.</b> All methods may be called from any thread.
   *
   * @param <T> the type of the value
   */
  @CheckReturnValue
  public static final class Sender<T> implements AutoCloseable, Undelivered {
    private final WatchChannel<T> channel;
    boolean released; // guarded by channel

    private Sender(WatchChannel<T> channel) {
      this.channel = channel;
    }

    /** Replaces the value, whether somebody watches or not. */
    public void set(T value) {
      channel.set(Objects.requireNonNull(value, "value"));
    }

    /**
     * Replaces the value by what {@code function} makes of it. The function holds no lock, and is
     * called again if another thread was faster. If it throws, or returns the same object, nothing
     * has changed.
     */
    public void update(UnaryOperator<T> function) {
      channel.update(function);
    }

    /** The value. */
    public T get() {
      return channel.get();
    }

    /** A receiver that has seen the current value. */
    public Receiver<T> subscribe() {
      return new Receiver<>(channel, channel.addReceiver());
    }

    /**
     * A further sender, to be closed on its own.
     *
     * @throws IllegalStateException if this one is closed
     */
    public Sender<T> copy() {
      channel.addSender(this);
      return new Sender<>(channel);
    }

    /**
     * Waits until there is no receiver.
     *
     * <p><b>Cancellation.</b> Nothing happened.
     */
    public Future<Void> closed() {
      return new WatchChannel.Abandoned(channel);
    }

    /** How many receivers there are. */
    public int receiverCount() {
      return channel.receivers();
    }

    /** Gives this sender up; the last one ends the watch. Does nothing the second time. */
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
   * Watches the value.
   *
   * <p><b>Threads.</b> Single owner, like a future.
   *
   * @param <T> the type of the value
   */
  @CheckReturnValue
  public static final class Receiver<T> implements AutoCloseable, Undelivered {
    private final WatchChannel<T> channel;
    long seen; // the version that was seen last
    private boolean released;

    private Receiver(WatchChannel<T> channel, long seen) {
      this.channel = channel;
      this.seen = seen;
    }

    WatchChannel<T> channel() {
      return channel;
    }

    /** The value; it does not count as seen by that. */
    public T get() {
      return channel.get();
    }

    /** The value, which counts as seen now. */
    public T getAndMarkSeen() {
      return channel.getAndMarkSeen(this);
    }

    /** Whether there is a value that was not seen. */
    public boolean hasChanged() {
      return channel.version() != seen;
    }

    /** Makes the current value count as unseen. */
    public void markChanged() {
      seen = channel.version() - 1;
    }

    /** Makes the current value count as seen. */
    public void markSeen() {
      seen = channel.version();
    }

    /**
     * Waits for a value that was not seen, which then counts as seen. Fails with {@link
     * ClosedException} if there is none and all senders are closed.
     *
     * <p><b>Cancellation.</b> Nothing happened.
     */
    public Future<Void> changed() {
      return new WatchChannel.Changed<>(this, value -> true, false).map(value -> Poll.done().get());
    }

    /**
     * Waits until the value satisfies {@code condition}, beginning with the current one, and gives
     * that value, which then counts as seen. Fails with {@link ClosedException} if it does not and
     * all senders are closed.
     *
     * <p><b>Cancellation.</b> Nothing happened, except that values may count as seen.
     *
     * @param condition called without a lock; what it throws is the failure of the future
     */
    public Future<T> waitFor(Predicate<? super T> condition) {
      return new WatchChannel.Changed<>(this, condition, true);
    }

    /** A further receiver, which has seen what this one has seen. */
    public Receiver<T> copy() {
      long current = channel.addReceiver();
      return new Receiver<>(channel, hasChanged() ? seen : current);
    }

    /** Gives up watching. Does nothing the second time. */
    @Override
    public void close() {
      if (!released) {
        released = true;
        channel.releaseReceiver();
      }
    }

    @Override
    public void onUndelivered() {
      close();
    }
  }
}
