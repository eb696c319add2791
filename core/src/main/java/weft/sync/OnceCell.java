package weft.sync;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import weft.future.CheckReturnValue;
import weft.future.Future;
import weft.future.Futures;

/**
 * A value that is set once, by whoever needs it first.
 *
 * <p><b>Ordering.</b> What happened before the value was set is visible to who gets it.
 *
 * <p><b>Threads.</b> All methods may be called from any thread.
 *
 * @param <T> the type of the value
 */
@CheckReturnValue
public final class OnceCell<T> {
  private final Semaphore initialising = Semaphore.withPermits(1);
  private volatile @Nullable T value;

  private OnceCell() {}

  /** A cell without a value. */
  public static <T> OnceCell<T> create() {
    return new OnceCell<>();
  }

  /** The value, or null if it is not set. */
  public @Nullable T get() {
    return value;
  }

  /**
   * Sets the value.
   *
   * @return false if there is one, or somebody is about to make one
   */
  public boolean set(T newValue) {
    Objects.requireNonNull(newValue, "newValue");
    Semaphore.Permit permit = initialising.tryAcquire();
    if (permit == null) {
      return false;
    }
    try (permit) {
      if (value != null) {
        return false;
      }
      value = newValue;
      return true;
    }
  }

  /**
   * The value; if there is none, that of the future that {@code initialiser} makes. Of many who ask
   * at the same time one initialises and the others wait. If it fails or is cancelled, the next one
   * initialises with its own.
   *
   * <p><b>Cancellation.</b> Cancels an initialisation that this call has started.
   */
  public Future<T> getOrInit(Callable<Future<T>> initialiser) {
    return Futures.defer(
        () -> {
          T known = value;
          return known != null
              ? Futures.ready(known)
              : initialising.acquire().then(permit -> initialise(permit, initialiser));
        });
  }

  private Future<T> initialise(Semaphore.Permit permit, Callable<Future<T>> initialiser)
      throws Exception {
    T known = value;
    if (known != null) {
      permit.close();
      return Futures.ready(known);
    }
    try {
      return initialiser
          .call()
          .inspect(made -> value = Objects.requireNonNull(made, "the initialiser's value"))
          .whenDone((made, failure) -> permit.close())
          .onCancel(permit::close);
    } catch (Throwable failure) {
      permit.close();
      throw failure;
    }
  }

  @Override
  public String toString() {
    return value == null ? "OnceCell[empty]" : "OnceCell[set]";
  }
}
