package weft.sync;

import org.jspecify.annotations.Nullable;
import weft.future.CheckReturnValue;
import weft.future.Future;
import weft.future.Undelivered;

/**
 * A lock that is held across awaits, and the value it protects.
 *
 * <p>For a few statements that do not wait, {@code synchronized} is simpler and faster. A guard may
 * be released by another thread than the one that acquired it. Not reentrant.
 *
 * <p><b>Ordering.</b> First come, first served, by the first poll. What happened before a release
 * is visible to who acquires next.
 *
 * <p><b>Threads.</b> All methods may be called from any thread.
 *
 * @param <T> the type of the value
 */
@CheckReturnValue
public final class Mutex<T extends @Nullable Object> {
  private final PermitQueue queue = new PermitQueue(1);
  private T value; // guarded by queue's permit

  private Mutex(T value) {
    this.value = value;
  }

  /** A mutex that protects {@code value}. */
  public static <T extends @Nullable Object> Mutex<T> of(T value) {
    return new Mutex<>(value);
  }

  /**
   * Waits until the lock is free, and takes it.
   *
   * <p><b>Cancellation.</b> Loses the place in the queue; a lock that was assigned passes to the
   * next.
   */
  public Future<Guard<T>> lock() {
    return new Lock<>(this);
  }

  /** Takes the lock if it is free and nobody waits; else null. */
  public @Nullable Guard<T> tryLock() {
    return queue.tryTake(1) == PermitQueue.Take.TAKEN ? new Guard<>(this) : null;
  }

  /** Whether somebody holds the lock, or it is assigned to somebody who waits. */
  public boolean isLocked() {
    return queue.available() == 0;
  }

  @Override
  public String toString() {
    return isLocked() ? "Mutex[locked]" : "Mutex[free]";
  }

  private static final class Lock<T extends @Nullable Object> extends PermitQueue.Claim<Guard<T>> {
    private final Mutex<T> mutex;

    Lock(Mutex<T> mutex) {
      super(mutex.queue, 1);
      this.mutex = mutex;
    }

    @Override
    Guard<T> grant(int permits) {
      return new Guard<>(mutex);
    }

    @Override
    ClosedException closed() {
      throw new AssertionError("a mutex is never closed");
    }
  }

  /**
   * The lock, held until this is closed.
   *
   * <p><b>Threads.</b> Single owner; it may be handed from one thread to another.
   *
   * @param <T> the type of the value
   */
  public static final class Guard<T extends @Nullable Object>
      implements AutoCloseable, Undelivered {
    private final Mutex<T> mutex;
    private boolean released;

    private Guard(Mutex<T> mutex) {
      this.mutex = mutex;
    }

    /**
     * The protected value.
     *
     * @throws IllegalStateException after {@link #close()}
     */
    public T get() {
      checkHeld();
      return mutex.value;
    }

    /**
     * Replaces the protected value.
     *
     * @throws IllegalStateException after {@link #close()}
     */
    public void set(T value) {
      checkHeld();
      mutex.value = value;
    }

    private void checkHeld() {
      if (released) {
        throw new IllegalStateException("the guard was closed: it does not hold the lock any more");
      }
    }

    /** Releases the lock. Does nothing the second time. */
    @Override
    public void close() {
      if (!released) {
        released = true;
        mutex.queue.release(1);
      }
    }

    /** A guard that nobody receives releases the lock. */
    @Override
    public void onUndelivered() {
      close();
    }
  }
}
