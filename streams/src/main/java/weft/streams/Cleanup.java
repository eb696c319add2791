package weft.streams;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cancelling all that is to be cancelled, also where somebody's {@code cancel} throws, which it
 * must not (or overflows the stack, which it may).
 */
final class Cleanup {
  private Cleanup() {}

  /** Runs {@code cancel} on the way out of a failure, which is not hidden by what that throws. */
  static void after(Throwable failure, Runnable cancel) {
    try {
      cancel.run();
    } catch (Throwable second) {
      suppress(failure, second);
    }
  }

  /** Keeps a later failure with the one that is thrown, unless it is the same. */
  static void suppress(Throwable failure, Throwable second) {
    if (second != failure) {
      failure.addSuppressed(second);
    }
  }

  /** Takes out all and cancels them; then throws what the first one threw, if any did. */
  static void cancelAll(Collection<? extends Cancellable> parts) {
    List<Cancellable> all = List.copyOf(parts);
    parts.clear();
    each(all.iterator(), Cancellable::cancel);
  }

  /** Does something with each part; then throws what was thrown first, if anything was. */
  static <C> void each(Iterator<? extends C> parts, Consumer<? super C> action) {
    Throwable first = null;
    while (parts.hasNext()) {
      try {
        action.accept(parts.next());
      } catch (Throwable failure) {
        if (first == null) {
          first = failure;
        } else {
          suppress(first, failure);
        }
      }
    }
    throwUnchecked(first);
  }

  private static void throwUnchecked(@Nullable Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw failure instanceof RuntimeException unchecked
          ? unchecked
          : new IllegalStateException("cancel threw a checked exception", failure);
    }
  }
}
