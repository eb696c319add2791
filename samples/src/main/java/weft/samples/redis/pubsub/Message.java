package weft.samples.redis.pubsub;

import org.jspecify.annotations.Nullable;
import weft.samples.redis.protocol.Bytes;
import weft.samples.redis.protocol.Replies;
import weft.samples.redis.protocol.Reply;

/**
 * Something published.
 *
 * @param pattern the subscriber's pattern that the channel fits, or null if it subscribed to the
 *     channel itself
 * @param channel where it was published
 * @param payload what was published
 */
public record Message(@Nullable Bytes pattern, Bytes channel, Bytes payload) {
  private static final Bytes MESSAGE = Bytes.of("message");
  private static final Bytes PATTERN_MESSAGE = Bytes.of("pmessage");

  /** How a client is told of it. */
  public Reply toReply() {
    return pattern == null
        ? Replies.bulks(MESSAGE, channel, payload)
        : Replies.bulks(PATTERN_MESSAGE, pattern, channel, payload);
  }

  /** About how many bytes it takes while it waits to be written. */
  public long size() {
    return 64L + channel.length() + payload.length();
  }
}
