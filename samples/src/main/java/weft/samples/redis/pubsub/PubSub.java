package weft.samples.redis.pubsub;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import weft.samples.redis.protocol.Bytes;
import weft.samples.redis.store.Glob;

/**
 * Who listens to what.
 *
 * <p><b>Ordering.</b> Messages are handed to the subscribers under the lock, so all subscribers of
 * a channel see the same order, and a subscriber gets nothing after it has been removed. Handing
 * over is a bounded {@code trySend}, which never waits.
 */
public final class PubSub {
  /** Subscribers of one pattern, which is compiled once. */
  private record PatternListeners(Bytes text, Glob glob, Set<Subscriber> subscribers) {}

  private final Map<Bytes, Set<Subscriber>> channels = new HashMap<>();
  private final Map<Bytes, PatternListeners> patterns = new LinkedHashMap<>();

  synchronized void subscribe(Bytes channel, Subscriber subscriber) {
    channels.computeIfAbsent(channel, key -> new LinkedHashSet<>()).add(subscriber);
  }

  synchronized void unsubscribe(Bytes channel, Subscriber subscriber) {
    Set<Subscriber> subscribers = channels.get(channel);
    if (subscribers != null && subscribers.remove(subscriber) && subscribers.isEmpty()) {
      channels.remove(channel);
    }
  }

  synchronized void subscribePattern(Bytes pattern, Subscriber subscriber) {
    patterns
        .computeIfAbsent(
            pattern, text -> new PatternListeners(text, Glob.of(text), new LinkedHashSet<>()))
        .subscribers()
        .add(subscriber);
  }

  synchronized void unsubscribePattern(Bytes pattern, Subscriber subscriber) {
    PatternListeners listeners = patterns.get(pattern);
    if (listeners != null
        && listeners.subscribers().remove(subscriber)
        && listeners.subscribers().isEmpty()) {
      patterns.remove(pattern);
    }
  }

  /**
   * Hands a message to everybody who listens to {@code channel}, once for the channel and once for
   * each pattern that it fits; returns how many times that was.
   */
  public synchronized int publish(Bytes channel, Bytes payload) {
    int receivers = 0;
    Set<Subscriber> subscribers = channels.get(channel);
    if (subscribers != null) {
      Message message = new Message(null, channel, payload);
      subscribers.forEach(subscriber -> subscriber.deliver(message));
      receivers += subscribers.size();
    }
    for (PatternListeners listeners : patterns.values()) {
      if (listeners.glob().matches(channel)) {
        Message message = new Message(listeners.text(), channel, payload);
        listeners.subscribers().forEach(subscriber -> subscriber.deliver(message));
        receivers += listeners.subscribers().size();
      }
    }
    return receivers;
  }

  /** How many channels somebody has subscribed to. */
  public synchronized int channelCount() {
    return channels.size();
  }

  /** How many patterns somebody has subscribed to. */
  public synchronized int patternCount() {
    return patterns.size();
  }
}
