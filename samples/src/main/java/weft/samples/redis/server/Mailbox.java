package weft.samples.redis.server;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import weft.future.AtomicWaker;
import weft.future.Context;
import weft.future.Poll;
import weft.samples.redis.pubsub.Message;
import weft.samples.redis.pubsub.Subscriber;
import weft.sync.Mpsc;
import weft.sync.TryReceive;

/**
 * Messages on their way to one connection: a channel that is bounded by count and by bytes.
 *
 * <p>A publisher never waits for a subscriber. When the mailbox is full it overflows, for good, and
 * the connection is closed: its client is too slow, and one that had lost messages without knowing
 * would be worse off.
 */
final class Mailbox implements Subscriber, AutoCloseable {
  private static final int MAX_MESSAGES = 1 << 16;

  private final Mpsc<Message> channel = Mpsc.bounded(MAX_MESSAGES);
  private final long maxBytes;
  private final AtomicLong waitingBytes = new AtomicLong();

  /** The connection, which does not look at the channel while it waits for its socket. */
  private final AtomicWaker connection = new AtomicWaker();

  private volatile boolean overflowed;

  Mailbox(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public void deliver(Message message) {
    if (overflowed) {
      return;
    }
    boolean fits = waitingBytes.addAndGet(message.size()) <= maxBytes;
    if (!fits || !channel.sender().trySend(message).isSent()) {
      overflowed = true;
      connection.wake();
    }
  }

  /** Whether messages had to be dropped. */
  boolean hasOverflowed() {
    return overflowed;
  }

  /** Wakes the context's task when the mailbox overflows. */
  void watchOverflow(Context cx) {
    connection.register(cx.waker());
  }

  /** The next message; pending if there is none yet. */
  Poll<@Nullable Message> pollMessage(Context cx) {
    Poll<@Nullable Message> polled = channel.receiver().pollReceive(cx);
    if (polled.isReady()) {
      took(polled.get());
    }
    return polled;
  }

  /** The next message if it is there, or null. */
  @Nullable Message tryMessage() {
    if (channel.receiver().tryReceive() instanceof TryReceive.Received<Message> received) {
      took(received.value());
      return received.value();
    }
    return null;
  }

  private void took(@Nullable Message message) {
    if (message != null) {
      waitingBytes.addAndGet(-message.size());
    }
  }

  /** Drops what is in it. */
  @Override
  public void close() {
    channel.receiver().close();
    channel.sender().close();
  }
}
