package weft.samples.redis.pubsub;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import weft.samples.redis.protocol.Bytes;

/**
 * The channels and patterns of one connection.
 *
 * <p><b>Threads.</b> Used by its connection only, by one thread at a time.
 */
public final class Subscriptions {
  private final PubSub registry;
  private final Subscriber subscriber;
  private final Set<Bytes> channels = new LinkedHashSet<>();
  private final Set<Bytes> patterns = new LinkedHashSet<>();

  /** The size of both, at hand because every request asks. */
  private int count;

  /** No subscriptions yet; messages will be handed to {@code subscriber}. */
  public Subscriptions(PubSub registry, Subscriber subscriber) {
    this.registry = registry;
    this.subscriber = subscriber;
  }

  /** How many there are of both kinds. */
  public int count() {
    return count;
  }

  /** The channels subscribed to. */
  public List<Bytes> channels() {
    return List.copyOf(channels);
  }

  /** The patterns subscribed to. */
  public List<Bytes> patterns() {
    return List.copyOf(patterns);
  }

  /** Listens to a channel. */
  public void addChannel(Bytes channel) {
    if (channels.add(channel)) {
      count++;
      registry.subscribe(channel, subscriber);
    }
  }

  /** Stops listening to a channel. */
  public void removeChannel(Bytes channel) {
    if (channels.remove(channel)) {
      count--;
      registry.unsubscribe(channel, subscriber);
    }
  }

  /** Listens to all channels that fit a pattern. */
  public void addPattern(Bytes pattern) {
    if (patterns.add(pattern)) {
      count++;
      registry.subscribePattern(pattern, subscriber);
    }
  }

  /** Stops listening to a pattern. */
  public void removePattern(Bytes pattern) {
    if (patterns.remove(pattern)) {
      count--;
      registry.unsubscribePattern(pattern, subscriber);
    }
  }

  /** Stops listening to anything; no message is handed over after this. */
  public void clear() {
    channels().forEach(this::removeChannel);
    patterns().forEach(this::removePattern);
  }
}
