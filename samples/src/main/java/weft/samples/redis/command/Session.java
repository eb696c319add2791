package weft.samples.redis.command;

import org.jspecify.annotations.Nullable;
import weft.samples.redis.protocol.Bytes;
import weft.samples.redis.pubsub.Subscriptions;

/**
 * What the server remembers of one connection between its commands.
 *
 * <p><b>Threads.</b> Used by its connection only, by one thread at a time.
 */
public final class Session {
  private final long id;
  private final Subscriptions subscriptions;
  private int databaseIndex;
  private @Nullable Bytes name;
  private boolean closing;

  Session(long id, Subscriptions subscriptions) {
    this.id = id;
    this.subscriptions = subscriptions;
  }

  /** A number that no other connection of this server has or had. */
  public long id() {
    return id;
  }

  /** The channels and patterns that the client listens to. */
  public Subscriptions subscriptions() {
    return subscriptions;
  }

  /** Whether the connection is to be closed once everything has been written. */
  public boolean isClosing() {
    return closing;
  }

  int databaseIndex() {
    return databaseIndex;
  }

  void selectDatabase(int index) {
    databaseIndex = index;
  }

  @Nullable Bytes name() {
    return name;
  }

  void setName(@Nullable Bytes name) {
    this.name = name;
  }

  void closeAfterReply() {
    closing = true;
  }
}
