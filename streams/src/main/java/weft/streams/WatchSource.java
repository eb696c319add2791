package weft.streams;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.sync.ClosedException;
import weft.sync.Watch;

/** The latest value of a watch each time it was changed; ends when its senders are gone. */
final class WatchSource<T> extends AbstractStream<T> {
  private final Watch.Receiver<T> receiver;
  private @Nullable Future<Void> changed;

  WatchSource(Watch.Receiver<T> receiver) {
    this.receiver = Objects.requireNonNull(receiver, "receiver");
  }

  @Override
  public Poll<@Nullable T> pollNext(Context cx) throws Exception {
    requireActive();
    Future<Void> waiting = changed;
    if (waiting == null) {
      waiting = receiver.changed();
      changed = waiting;
    }
    try {
      if (waiting.poll(cx).isPending()) {
        return Poll.pending();
      }
    } catch (ClosedException closed) {
      cancel();
      return Poll.end();
    }
    changed = null;
    return Poll.ready(receiver.getAndMarkSeen());
  }

  @Override
  public void cancel() {
    if (!isFinished()) {
      finish();
      Future<Void> waiting = changed;
      changed = null;
      if (waiting != null) {
        waiting.cancel();
      }
      receiver.close();
    }
  }
}
