package weft.samples.redis.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.codec.Framed;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.io.IoResult;
import weft.net.TcpStream;
import weft.samples.redis.command.Engine;
import weft.samples.redis.command.Session;
import weft.samples.redis.protocol.ProtocolException;
import weft.samples.redis.protocol.Replies;
import weft.samples.redis.protocol.Reply;
import weft.samples.redis.protocol.Request;
import weft.samples.redis.protocol.RequestDecoder;
import weft.samples.redis.pubsub.Message;
import weft.sync.CancellationToken;
import weft.sync.Semaphore;
import weft.time.Sleep;
import weft.time.Time;

/**
 * One client, from its first byte to its last: a future written by hand.
 *
 * <pre>
 * SERVING    requests are read and carried out, replies and messages are written
 * FINISHING  what has been encoded is written, then our direction is shut down
 * LINGERING  after a QUIT or an error: what the client still sends is read and dropped, so that the
 *            system does not reset the connection, and with it what the client has not read yet
 * </pre>
 *
 * <p><b>Pipelines.</b> Replies gather in the sink's buffer as long as requests are at hand, and are
 * written together when the next request would have to be waited for.
 *
 * <p><b>Backpressure.</b> While a reply cannot be written, no request is read. So a client that
 * sends without reading fills its own socket and nobody's memory.
 *
 * <p><b>Cancellation.</b> Closes the connection; a command is never left half done, as commands do
 * not wait.
 */
final class Connection implements Future<Void> {
  /** At once to the system: enough for its send buffer to be worth the call. */
  private static final int WRITE_BOUNDARY = 16 * 1024;

  private static final Duration FINISH_LIMIT = Duration.ofSeconds(5);
  private static final Duration LINGER_LIMIT = Duration.ofSeconds(1);

  private enum Phase {
    SERVING,
    FINISHING,
    LINGERING
  }

  private final Engine engine;
  private final Mailbox mailbox;
  private final Session session;
  private final ReplyEncoder encoder = new ReplyEncoder(WRITE_BOUNDARY);
  private final Framed<Request, Reply> frames;
  private final CancellationToken stop;
  private final Semaphore.Permit permit;
  private final Duration idleTimeout;

  private Phase phase = Phase.SERVING;

  /** What is being written, perhaps in the middle of it. */
  private @Nullable Reply current;

  /** Set once no further request will be carried out. */
  private boolean lastReply;

  private @Nullable Future<Void> stopping;
  private @Nullable Sleep deadline;

  /** Whether the client has done something since the deadline was set. */
  private boolean active;

  private boolean released;

  /** Takes over {@code stream} and {@code permit}. */
  Connection(
      TcpStream stream,
      Semaphore.Permit permit,
      Engine engine,
      ServerOptions options,
      CancellationToken stop) {
    this.engine = engine;
    this.mailbox = new Mailbox(options.subscriberBytes());
    this.session = engine.open(mailbox);
    this.frames =
        Framed.<Request, Reply>of(stream, RequestDecoder.withLimits(options.limits()), encoder)
            .backpressureBoundary(WRITE_BOUNDARY);
    this.stop = stop;
    this.permit = permit;
    this.idleTimeout = options.idleTimeout();
  }

  @Override
  public Poll<Void> poll(Context cx) throws Exception {
    if (!isOver(cx)) {
      return Poll.pending();
    }
    release();
    return Poll.done();
  }

  @Override
  public void cancel() {
    release();
  }

  private void release() {
    if (released) {
      return;
    }
    released = true;
    engine.close(session);
    mailbox.close();
    frames.close();
    if (stopping != null) {
      stopping.cancel();
    }
    if (deadline != null) {
      deadline.cancel();
    }
    permit.close();
  }

  private boolean isOver(Context cx) throws Exception {
    if (mailbox.hasOverflowed()) {
      return true;
    }
    try {
      return advance(cx) || hasTimedOut(cx);
    } catch (IOException e) {
      // The client has gone away; there is nobody left to tell.
      return true;
    }
  }

  /** Gets on as far as possible: true at the end, false when something must be waited for. */
  private boolean advance(Context cx) throws Exception {
    while (phase == Phase.SERVING) {
      if (!serve(cx)) {
        mailbox.watchOverflow(cx);
        return mailbox.hasOverflowed();
      }
    }
    if (phase == Phase.FINISHING) {
      if (frames.pollFinish(cx).isPending()) {
        return false;
      }
      if (!lastReply) {
        return true; // all that has come has been read
      }
      phase = Phase.LINGERING;
      setDeadline(LINGER_LIMIT);
    }
    return dropInput(cx);
  }

  /** One step of serving; false when there is nothing to do but to wait. */
  private boolean serve(Context cx) throws Exception {
    if (!writeCurrent(cx)) {
      return false;
    }
    if (lastReply) {
      finish();
      return true;
    }
    if (session.subscriptions().count() > 0) {
      Poll<@Nullable Message> polled = mailbox.pollMessage(cx);
      Message message = polled.isReady() ? polled.get() : null;
      if (message != null) {
        current = message.toReply();
        return true;
      }
    }
    Poll<@Nullable Request> polled;
    try {
      polled = frames.pollNext(cx);
    } catch (ProtocolException e) {
      current = e.errorReply();
      lastReply = true;
      return true;
    }
    if (polled.isPending()) {
      return flushBeforeWaiting(cx);
    }
    Request request = polled.get();
    if (request == null) {
      finish();
      return true;
    }
    active = true;
    current = execute(request);
    lastReply = session.isClosing();
    return true;
  }

  /** No request is at hand. That is the moment to write, and the one to end if we are to stop. */
  private boolean flushBeforeWaiting(Context cx) throws Exception {
    if (frames.pollFlush(cx).isPending()) {
      return false;
    }
    if (isStopping(cx)) {
      finish();
      return true;
    }
    return false;
  }

  /** Messages published before the client unsubscribed come before the reply that confirms it. */
  private Reply execute(Request request) {
    int before = session.subscriptions().count();
    Reply reply = engine.execute(session, request);
    if (session.subscriptions().count() >= before) {
      return reply;
    }
    List<Reply> replies = new ArrayList<>();
    Message message = mailbox.tryMessage();
    while (message != null) {
      replies.add(message.toReply());
      message = mailbox.tryMessage();
    }
    replies.add(reply);
    return Replies.sequence(replies);
  }

  /** What is left to be written is one buffer at most, so that a limit of its own will do. */
  private void finish() {
    phase = Phase.FINISHING;
    setDeadline(FINISH_LIMIT);
  }

  private boolean writeCurrent(Context cx) throws Exception {
    while (current != null) {
      if (frames.pollReady(cx).isPending()) {
        return false;
      }
      frames.startSend(current);
      if (encoder.isComplete()) {
        current = null;
      } else {
        active = true;
      }
    }
    return true;
  }

  private boolean isStopping(Context cx) throws Exception {
    if (!stop.isCancelled()) {
      if (stopping == null) {
        stopping = stop.cancelled();
      }
      return stopping.poll(cx).isReady();
    }
    return true;
  }

  private boolean hasTimedOut(Context cx) {
    if (phase != Phase.SERVING) {
      return deadline != null && deadline.poll(cx).isReady();
    }
    if (idleTimeout.isZero()) {
      return false;
    }
    if (active || deadline == null || session.subscriptions().count() > 0) {
      active = false;
      setDeadline(idleTimeout);
    }
    return deadline != null && deadline.poll(cx).isReady();
  }

  private void setDeadline(Duration limit) {
    if (deadline == null) {
      deadline = Time.sleep(limit);
    } else {
      deadline.resetAfter(limit);
    }
  }

  private boolean dropInput(Context cx) throws IOException {
    ByteBuffer scratch = ByteBuffer.allocate(1024);
    int count = frames.connection().pollRead(cx, scratch);
    while (count > 0) {
      scratch.clear();
      count = frames.connection().pollRead(cx, scratch);
    }
    return IoResult.isEof(count);
  }
}
