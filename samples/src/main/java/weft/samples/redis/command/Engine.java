package weft.samples.redis.command;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import weft.samples.redis.protocol.ErrorReplyException;
import weft.samples.redis.protocol.Replies;
import weft.samples.redis.protocol.Reply;
import weft.samples.redis.protocol.Request;
import weft.samples.redis.pubsub.PubSub;
import weft.samples.redis.pubsub.Subscriber;
import weft.samples.redis.pubsub.Subscriptions;
import weft.samples.redis.store.Keyspace;

/**
 * Everything of the server that is not a socket: it takes requests and gives replies.
 *
 * <p><b>Threads.</b> Safe for all; each {@link Session} is used by one at a time. A command that
 * works on data is atomic.
 */
public final class Engine {
  /** How many databases SELECT can choose from. */
  public static final int DATABASES = 16;

  private final Keyspace keyspace;
  private final RandomGenerator random;
  private final PubSub pubSub = new PubSub();
  private final CommandTable commands = Commands.all();
  private final Map<String, String> settings;
  private final Statistics statistics;
  private final Runnable onEarlierDeadline;
  private final AtomicLong lastSessionId = new AtomicLong();

  private Engine(Options options) {
    this.random = options.random();
    this.keyspace = new Keyspace(DATABASES, options.clock(), options.random());
    this.settings = Map.copyOf(options.settings());
    this.statistics = new Statistics(options.clock());
    this.onEarlierDeadline = options.onEarlierDeadline();
  }

  /** An engine without data. */
  public static Engine create(Options options) {
    return new Engine(options);
  }

  /**
   * What an engine is made from.
   *
   * @param clock milliseconds since the epoch
   * @param random for SPOP and for the shape of sorted sets; used by one thread at a time
   * @param settings what CONFIG GET tells
   * @param onEarlierDeadline called, outside of all locks, when {@link Keyspace#expireDue} should
   *     be called earlier than it last said
   */
  public record Options(
      LongSupplier clock,
      RandomGenerator random,
      Map<String, String> settings,
      Runnable onEarlierDeadline) {}

  /** A new connection; its messages go to {@code subscriber}. Close it with {@link #close}. */
  public Session open(Subscriber subscriber) {
    statistics.connectionOpened();
    return new Session(lastSessionId.incrementAndGet(), new Subscriptions(pubSub, subscriber));
  }

  /** Ends a connection: it gets no more messages. */
  public void close(Session session) {
    session.subscriptions().clear();
    statistics.connectionClosed();
  }

  /** Carries out one request. */
  public Reply execute(Session session, Request request) {
    statistics.commandCalled();
    Call call = new Call(this, session, request);
    try {
      Command command = commands.resolve(call);
      SubscribedMode.check(session, command);
      if (!command.locked()) {
        return command.handler().run(call);
      }
      Reply reply = keyspace.atomically(() -> command.handler().run(call));
      if (keyspace.takeEarlierDeadline()) {
        onEarlierDeadline.run();
      }
      return reply;
    } catch (ErrorReplyException e) {
      return Replies.error(e.line());
    }
  }

  /** The data. */
  public Keyspace keyspace() {
    return keyspace;
  }

  PubSub pubSub() {
    return pubSub;
  }

  RandomGenerator random() {
    return random;
  }

  CommandTable commands() {
    return commands;
  }

  Map<String, String> settings() {
    return settings;
  }

  /** What INFO tells. */
  public Statistics statistics() {
    return statistics;
  }
}
