package weft.streams;

/**
 * One stream for many subscribers. Each gets the items that are pulled after it has subscribed. The
 * slowest one sets the pace: upstream is pulled by whichever subscriber needs an item, and rests
 * while a queue is full.
 *
 * <p>All get the same items: what a cancelled subscriber had not read is not handed over as
 * undelivered (unless each gets a copy, see {@link Sharing#share(Stream, int,
 * weft.future.ThrowingFunction, java.util.function.Consumer)}). A failure of upstream fails all of
 * them.
 *
 * <p><b>Threads.</b> May be used from any thread; the subscribers' streams may be polled by
 * different tasks.
 *
 * @param <T> the type of the items
 */
public final class Shared<T> implements AutoCloseable {
  private final ShareHub<T> hub;

  Shared(ShareHub<T> hub) {
    this.hub = hub;
  }

  /**
   * A further subscriber, who must read or cancel: a forgotten one stops the others.
   *
   * @throws IllegalStateException after {@link #close()}
   */
  public Stream<T> subscribe() {
    return hub.subscribe();
  }

  /**
   * Says that nobody will subscribe any more: once the last subscriber has cancelled, upstream is
   * cancelled; at once if there is none. Those that are there go on. Idempotent.
   */
  @Override
  public void close() {
    hub.close();
  }
}
