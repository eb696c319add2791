package weft.samples.redis.server;

import static weft.async.Async.async;
import static weft.async.Async.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import weft.codec.Framed;
import weft.future.Context;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Poll;
import weft.future.Select;
import weft.io.Io;
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
 * {@link Connection} in straight-line style: one client, from its first byte to its last.
 *
 * <p>What there is a phase is here a place in the code, and what there is a field is here a local
 * variable, where it can be. The price is a stack for each connection and a few objects for each
 * request.
 */
final class StraightConnection implements AutoCloseable {
  private static final int WRITE_BOUNDARY = 16 * 1024;
  private static final Duration FINISH_LIMIT = Duration.ofSeconds(5);
  private static final Duration LINGER_LIMIT = Duration.ofSeconds(1);

  /** There is nothing more to answer. */
  private static final Object END = new Object();

  /** The client is too slow or silent: it is cut off. */
  private static final class CutOffException extends Exception {
    private static final long serialVersionUID = 1L;

    CutOffException() {
      super("cut off", null, false, false);
    }
  }

  private final Engine engine;
  private final Mailbox mailbox;
  private final Session session;
  private final ReplyEncoder encoder = new ReplyEncoder(WRITE_BOUNDARY);
  private final Framed<Request, Reply> frames;
  private final CancellationToken stop;
  private final Semaphore.Permit permit;
  private final Duration idleTimeout;
  private final Sleep idle;

  /** Whether the client has done something since the idle limit was set. */
  private boolean active;

  private StraightConnection(
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
    this.idle = Time.sleep(idleTimeout);
  }

  /** Takes over {@code stream} and {@code permit}. */
  static Future<Void> serve(
      TcpStream stream,
      Semaphore.Permit permit,
      Engine engine,
      ServerOptions options,
      CancellationToken stop) {
    return async(
        new StraightConnection(stream, permit, engine, options, stop),
        connection -> {
          connection.run();
        });
  }

  private void run() throws Exception {
    try {
      answer();
      await(Time.timeout(FINISH_LIMIT, frames.finish()));
      // Read what still comes, or the system resets the connection and with it unread replies.
      await(Time.timeout(LINGER_LIMIT, Io.copy(frames.connection(), Io.sink())));
    } catch (IOException | TimeoutException | CutOffException gone) {
      // There is nobody left to tell.
    }
  }

  /** Carries out requests until the client or the server has had enough. */
  private void answer() throws Exception {
    while (!session.isClosing()) {
      Object event;
      try {
        event =
            await(
                Futures.selectBiased(
                    Select.<@Nullable Void, Object>on(Futures.pollFn(this::pollCutOff), v -> END),
                    Select.<Message, Object>on(Futures.pollFn(this::pollMessage), m -> m)
                        .onlyIf(session.subscriptions().count() > 0),
                    Select.<Object, Object>on(Futures.pollFn(this::pollRequest), r -> r),
                    Select.<Void, Object>on(stop.cancelled(), v -> END)));
      } catch (ProtocolException broken) {
        write(broken.errorReply());
        return;
      }
      if (event instanceof Message message) {
        write(message.toReply());
      } else if (event instanceof Request request) {
        active = true;
        write(execute(request));
      } else {
        return;
      }
    }
  }

  /** The next request; while there is none at hand, the replies so far are written. */
  private Poll<Object> pollRequest(Context cx) throws Exception {
    Poll<@Nullable Request> polled = frames.pollNext(cx);
    if (polled.isPending()) {
      frames.pollFlush(cx);
      return Poll.pending();
    }
    Request request = polled.get();
    return Poll.ready(request == null ? END : request);
  }

  private Poll<Message> pollMessage(Context cx) {
    Poll<@Nullable Message> polled = mailbox.pollMessage(cx);
    Message message = polled.isReady() ? polled.get() : null;
    return message == null ? Poll.pending() : Poll.ready(message);
  }

  /** Fails when the client has to be cut off; never ready. */
  private Poll<@Nullable Void> pollCutOff(Context cx) throws CutOffException {
    mailbox.watchOverflow(cx);
    if (mailbox.hasOverflowed()) {
      throw new CutOffException();
    }
    if (!idleTimeout.isZero()) {
      if (active || session.subscriptions().count() > 0) {
        active = false;
        idle.resetAfter(idleTimeout);
      }
      if (idle.poll(cx).isReady()) {
        throw new CutOffException();
      }
    }
    return Poll.pending();
  }

  /** Messages published before the client unsubscribed come before the reply that confirms it. */
  private Reply execute(Request request) {
    int before = session.subscriptions().count();
    Reply reply = engine.execute(session, request);
    if (session.subscriptions().count() >= before) {
      return reply;
    }
    List<Reply> replies = new ArrayList<>();
    for (Message m = mailbox.tryMessage(); m != null; m = mailbox.tryMessage()) {
      replies.add(m.toReply());
    }
    replies.add(reply);
    return Replies.sequence(replies);
  }

  /** Writes a reply, a large one in pieces. */
  private void write(Reply reply) throws Exception {
    do {
      await(
          Futures.selectBiased(
              Select.<@Nullable Void, Boolean>on(Futures.pollFn(this::pollCutOff), v -> false),
              Select.<Void, Boolean>on(Futures.pollFn(frames::pollReady), v -> true)));
      frames.startSend(reply);
      active = true;
    } while (!encoder.isComplete());
  }

  @Override
  public void close() {
    engine.close(session);
    mailbox.close();
    frames.close();
    idle.cancel();
    permit.close();
  }
}
