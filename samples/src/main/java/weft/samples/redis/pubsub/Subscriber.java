package weft.samples.redis.pubsub;

/** A connection that listens to channels. */
@FunctionalInterface
public interface Subscriber {
  /**
   * Takes a message in, without waiting: called on the publisher's thread while the registry is
   * locked. One that is too slow to keep up has to drop its connection, not to hold up publishers.
   */
  void deliver(Message message);
}
