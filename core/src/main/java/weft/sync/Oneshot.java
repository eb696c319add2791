package weft.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import weft.future.AtomicWaker;
import weft.future.CheckReturnValue;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Services;
import weft.future.Undelivered;
import weft.internal.env.Preemption;
import weft.internal.env.PreemptionPoint;

/**
 * A channel for one value: the reply to a request, the end of a job.
 *
 * <pre>{@code
 * var reply = Oneshot.<String>channel();
 * commands.trySend(new Get(key, reply.sender()));
 * return reply.receiver();
 * }</pre>
 *
 * <p><b>Ordering.</b> What the sender did before {@link Sender#send} is visible to who receives.
 *
 * @param <T> the type of the value
 */
@CheckReturnValue
public final class Oneshot<T extends @Nullable Object> {
  // The state word. Every transition is one atomic step on it:
  //
  //   SENT     set by send, unless CLOSED is set; then value is there, and never written again
  //            except by who sets TAKEN
  //   TAKEN    set by the receiver's owner, with or after SENT: value was delivered or discarded
  //   CLOSED   set by the receiver's owner: it accepts no value any more
  //   GONE     set by the sender's close, unless SENT is set
  //
  // So a value races with the receiver's closing in exactly one place: either send finds CLOSED and
  // keeps the value, or the receiver's step that sets CLOSED finds SENT and owns it.
  private static final int SENT = 1;
  private static final int TAKEN = 2;
  private static final int CLOSED = 4;
  private static final int GONE = 8;
  private static final VarHandle STATE = state();

  @SuppressWarnings("unused") // by STATE
  private volatile int state;

  private @Nullable T value; // written before SENT is set, and after it only with TAKEN
  private final AtomicWaker receiving = new AtomicWaker();
  private final AtomicWaker watching = new AtomicWaker(); // the sender, for the receiver's end
  private final @Nullable Consumer<? super T> onUndelivered;
  private final Sender<T> sender = new Sender<>(this);
  private final Receiver<T> receiver = new Receiver<>(this);

  private Oneshot(@Nullable Consumer<? super T> onUndelivered) {
    this.onUndelivered = onUndelivered;
  }

  /** A new channel. A value that is sent but never received goes to {@link Undelivered}. */
  public static <T extends @Nullable Object> Oneshot<T> channel() {
    return new Oneshot<>(null);
  }

  /**
   * A new channel.
   *
   * @param onUndelivered takes a value that was sent but will never be received, if it is not
   *     {@link Undelivered} itself; called on the thread that gives up the receiver
   */
  public static <T extends @Nullable Object> Oneshot<T> channel(Consumer<? super T> onUndelivered) {
    return new Oneshot<>(onUndelivered);
  }

  /** The end that sends; always the same object. */
  public Sender<T> sender() {
    return sender;
  }

  /** The end that receives; always the same object. */
  public Receiver<T> receiver() {
    return receiver;
  }

  /**
   * The end that sends.
   *
   * <p><b>Threads.</b> Has one owner, which may be any thread; {@link #isClosed} is for everybody.
   *
   * @param <T> the type of the value
   */
  @CheckReturnValue
  public static final class Sender<T extends @Nullable Object>
      implements AutoCloseable, Undelivered {
    private final Oneshot<T> channel;

    private Sender(Oneshot<T> channel) {
      this.channel = channel;
    }

    /**
     * Sends {@code value}.
     *
     * @return false if the receiver is gone or refuses: the value is still the caller's
     * @throws IllegalStateException if a value was sent before, or this sender was closed
     */
    public boolean send(T value) {
      return channel.send(value);
    }

    /** Whether a value would be refused, because the receiver is gone or was shut down. */
    public boolean isClosed() {
      return (channel.state & CLOSED) != 0;
    }

    /**
     * Waits until {@link #isClosed()}, for example to stop work whose result nobody wants. Only one
     * such future is woken: the one polled last.
     *
     * <p><b>Cancellation.</b> Nothing happened.
     */
    public Future<Void> closed() {
      return new Closed(channel);
    }

    /** Gives up sending: the receiver fails, unless a value was sent. */
    @Override
    public void close() {
      channel.closeSender();
    }

    /** A sender that never reaches the one who should reply gives up. */
    @Override
    public void onUndelivered() {
      close();
    }

    @Override
    public String toString() {
      return "Oneshot.Sender[" + channel + "]";
    }
  }

  /**
   * The end that receives: a future of the value, which fails with {@link ClosedException} if the
   * sender was closed without sending.
   *
   * <p><b>Cancellation.</b> {@link #cancel()} gives up receiving: the sender sees it, and a value
   * that was sent already goes to {@link Undelivered}.
   *
   * <p><b>Threads.</b> Single owner, like every future.
   *
   * @param <T> the type of the value
   */
  @CheckReturnValue
  public static final class Receiver<T extends @Nullable Object>
      implements Future<T>, AutoCloseable, Undelivered {
    private final Oneshot<T> channel;
    private Services services = Services.none();
    private boolean finished;

    private Receiver(Oneshot<T> channel) {
      this.channel = channel;
    }

    @Override
    public Poll<T> poll(Context cx) {
      if (finished) {
        throw Leftovers.finished("a Oneshot receiver");
      }
      services = cx.services();
      if (!cx.proceed()) {
        return Poll.pending();
      }
      int seen = channel.state;
      if (seen == 0) {
        Preemption.point(PreemptionPoint.BEFORE_WAKER_REGISTER);
        channel.receiving.register(cx.waker());
        Preemption.point(PreemptionPoint.AFTER_WAKER_REGISTER);
        seen = channel.state; // again: a send before the registration woke nobody
        if (seen == 0) {
          cx.refund();
          return Poll.pending();
        }
      }
      finished = true;
      if ((seen & SENT) != 0) {
        return Poll.ready(channel.take());
      }
      throw new ClosedException(
          (seen & CLOSED) != 0
              ? "the Oneshot receiver was shut down before a value was sent"
              : "the Oneshot sender was closed without sending a value");
    }

    /**
     * Takes the value if it is there. After a value the receiver is finished.
     *
     * @return disconnected if the sender was closed, this receiver was shut down, or the value was
     *     taken before
     */
    public TryReceive<T> tryReceive() {
      if (finished) {
        return TryReceive.disconnected();
      }
      int seen = channel.state;
      if ((seen & SENT) != 0) {
        finished = true;
        return new TryReceive.Received<>(channel.take());
      }
      return seen == 0 ? TryReceive.empty() : TryReceive.disconnected();
    }

    /** Refuses a value from now on. One that was sent before can still be received. */
    public void shutdown() {
      channel.refuse();
    }

    /** Whether the receiver has given its outcome or was cancelled. */
    public boolean isFinished() {
      return finished;
    }

    /** Whether there is no value to be received now. */
    public boolean isEmpty() {
      return finished || (channel.state & SENT) == 0;
    }

    @Override
    public void cancel() {
      if (!finished) {
        finished = true;
        channel.abandon(services);
      }
    }

    /** As {@link #cancel()}. */
    @Override
    public void close() {
      cancel();
    }

    @Override
    public void onUndelivered() {
      cancel();
    }

    @Override
    public String toString() {
      return "Oneshot.Receiver[" + channel + "]";
    }
  }

  private static final class Closed implements Future<Void> {
    private final Oneshot<?> channel;
    private boolean finished;

    Closed(Oneshot<?> channel) {
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
      channel.watching.register(cx.waker());
      if ((channel.state & CLOSED) == 0) {
        cx.refund();
        return Poll.pending();
      }
      finished = true;
      channel.watching.take();
      return Poll.done();
    }

    @Override
    public void cancel() {
      if (!finished) {
        finished = true;
        channel.watching.take();
      }
    }
  }

  private boolean send(T sent) {
    int seen = state;
    if ((seen & (SENT | GONE)) != 0) {
      throw new IllegalStateException(
          (seen & SENT) != 0
              ? "send was called twice: a Oneshot carries one value"
              : "send was called on a Oneshot sender after it was closed");
    }
    if ((seen & CLOSED) != 0) {
      return false;
    }
    value = sent;
    if (!STATE.compareAndSet(this, 0, SENT)) {
      // The receiver closed in between, or a second thread uses the same sender against the rules.
      if ((state & (SENT | GONE)) != 0) {
        throw new IllegalStateException("two threads used one Oneshot sender at the same time");
      }
      value = null;
      return false;
    }
    Preemption.point(PreemptionPoint.AFTER_ONESHOT_SEND);
    receiving.wakeAfterVolatile();
    return true;
  }

  @SuppressWarnings("NullAway") // SENT was seen: it is a T
  private T take() {
    T taken = value;
    value = null;
    STATE.getAndBitwiseOr(this, TAKEN | CLOSED);
    watching.wakeAfterVolatile();
    return taken;
  }

  private void refuse() {
    if (((int) STATE.getAndBitwiseOr(this, CLOSED) & CLOSED) == 0) {
      watching.wakeAfterVolatile();
    }
  }

  private void abandon(Services services) {
    receiving.take();
    int before = (int) STATE.getAndBitwiseOr(this, CLOSED | TAKEN);
    watching.wakeAfterVolatile();
    if ((before & (SENT | TAKEN)) == SENT) {
      T abandoned = value;
      value = null;
      Leftovers.discard(abandoned, onUndelivered, services);
    }
  }

  private void closeSender() {
    int seen = state;
    while ((seen & (SENT | GONE)) == 0) {
      int witness = (int) STATE.compareAndExchange(this, seen, seen | GONE);
      if (witness == seen) {
        receiving.wakeAfterVolatile();
        return;
      }
      seen = witness;
    }
  }

  @Override
  public String toString() {
    int seen = state;
    return ((seen & TAKEN) != 0 ? "taken" : (seen & SENT) != 0 ? "sent" : "empty")
        + ((seen & CLOSED) != 0 ? ", receiver closed" : "")
        + ((seen & GONE) != 0 ? ", sender closed" : "");
  }

  private static VarHandle state() {
    try {
      return MethodHandles.lookup().findVarHandle(Oneshot.class, "state", int.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }
}
