package weft.sync;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import weft.future.Services;
import weft.future.Undelivered;

/** Where the values go that a channel will never deliver. */
final class Leftovers {
  private Leftovers() {}

  /** Hands {@code value} to itself, else to the channel's own consumer, else to the executor. */
  static <T extends @Nullable Object> void discard(
      @Nullable T value, @Nullable Consumer<? super T> onUndelivered, Services services) {
    if (value == null || value instanceof Undelivered || onUndelivered == null) {
      Undelivered.discard(value, services);
      return;
    }
    try {
      onUndelivered.accept(value);
    } catch (Throwable failure) {
      System.getLogger("weft.sync")
          .log(System.Logger.Level.ERROR, "a channel's onUndelivered threw", failure);
    }
  }

  static IllegalStateException finished(String what) {
    return new IllegalStateException(
        what + " was polled after it had finished: a future gives its outcome once");
  }
}
