package weft.streams;

import java.util.Collection;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Services;
import weft.future.Undelivered;

/**
 * Where an operator's items go that nobody will receive: to the operator's own hook if it was given
 * one, else to themselves or the runtime ({@link Undelivered#discard}).
 */
final class Discard<T> {
  private final @Nullable Consumer<? super T> hook;
  private volatile Services services = Services.none(); // a bridge drops on other threads too

  private Discard(@Nullable Consumer<? super T> hook) {
    this.hook = hook;
  }

  /** To the items themselves, or to the runtime that polled last. */
  static <T> Discard<T> toRuntime() {
    return new Discard<>(null);
  }

  /** To {@code hook}, whose failures are logged. */
  static <T> Discard<T> to(Consumer<? super T> hook) {
    return new Discard<>(Objects.requireNonNull(hook, "onDiscard"));
  }

  /** Called at polls, so that a later cancellation knows the runtime. */
  void remember(Context cx) {
    Services now = cx.services();
    if (services != now) {
      services = now;
    }
  }

  /** Hands over one item, if there is one. Never throws. */
  void drop(@Nullable T item) {
    if (item == null) {
      return;
    }
    if (hook == null) {
      Undelivered.discard(item, services);
      return;
    }
    try {
      hook.accept(item);
    } catch (Throwable failure) {
      System.getLogger("weft.streams")
          .log(System.Logger.Level.ERROR, "an onDiscard hook failed", failure);
    }
  }

  /** Hands over all items and empties the collection. */
  void dropAll(Collection<? extends T> items) {
    items.forEach(this::drop);
    items.clear();
  }
}
