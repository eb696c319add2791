package weft.sync;

import org.jspecify.annotations.Nullable;
import weft.future.CheckReturnValue;
import weft.future.Future;
import weft.future.Undelivered;

/**
 * A lock held across awaits, by many readers or by one writer, and the value it protects.
 *
 * <p><b>Ordering.</b> First come, first served, by the first poll: a writer that waits holds up the
 * readers that come later. So a task that reads must not wait for a second read guard: the writer
 * between the two would wait for it, and it for the writer.
 *
 * <p><b>Threads.</b> All methods may be called from any thread.
 *
 * @param <T> the type of the value
 */
@CheckReturnValue
public final class RwLock<T extends @Nullable Object> {
  private final PermitQueue queue;
  private final int readers;
  private T value; // read with a permit, written with all

  private RwLock(T value, int readers) {
    if (readers < 1) {
      throw new IllegalArgumentException("maxReaders < 1: " + readers);
    }
    this.value = value;
    this.readers = readers;
    queue = new PermitQueue(readers);
  }

  /** A lock that protects {@code value}. */
  public static <T extends @Nullable Object> RwLock<T> of(T value) {
    return new RwLock<>(value, PermitQueue.MAX);
  }

  /** A lock with at most {@code maxReaders} at the same time. */
  public static <T extends @Nullable Object> RwLock<T> of(T value, int maxReaders) {
    return new RwLock<>(value, maxReaders);
  }

  /**
   * Waits until nobody writes, and nobody who came before waits to.
   *
   * <p><b>Cancellation.</b> Loses the place in the queue.
   */
  public Future<ReadGuard<T>> read() {
    return new Read<>(this);
  }

  /**
   * Waits until nobody reads or writes.
   *
   * <p><b>Cancellation.</b> Loses the place in the queue; the readers behind go on.
   */
  public Future<WriteGuard<T>> write() {
    return new Write<>(this);
  }

  /** A read guard, if there is neither a writer nor anybody who waits; else null. */
  public @Nullable ReadGuard<T> tryRead() {
    return queue.tryTake(1) == PermitQueue.Take.TAKEN ? new ReadGuard<>(this) : null;
  }

  /** A write guard, if nobody has a guard or waits for one; else null. */
  public @Nullable WriteGuard<T> tryWrite() {
    return queue.tryTake(readers) == PermitQueue.Take.TAKEN ? new WriteGuard<>(this) : null;
  }

  private static final class Read<T extends @Nullable Object>
      extends PermitQueue.Claim<ReadGuard<T>> {
    private final RwLock<T> lock;

    Read(RwLock<T> lock) {
      super(lock.queue, 1);
      this.lock = lock;
    }

    @Override
    ReadGuard<T> grant(int permits) {
      return new ReadGuard<>(lock);
    }

    @Override
    ClosedException closed() {
      throw new AssertionError("a lock is never closed");
    }
  }

  private static final class Write<T extends @Nullable Object>
      extends PermitQueue.Claim<WriteGuard<T>> {
    private final RwLock<T> lock;

    Write(RwLock<T> lock) {
      super(lock.queue, lock.readers);
      this.lock = lock;
    }

    @Override
    WriteGuard<T> grant(int permits) {
      return new WriteGuard<>(lock);
    }

    @Override
    ClosedException closed() {
      throw new AssertionError("a lock is never closed");
    }
  }

  private static IllegalStateException notHeld() {
    return new IllegalStateException("the guard was closed: it does not hold the lock any more");
  }

  /**
   * The right to read, until this is closed. Single owner.
   *
   * @param <T> the type of the value
   */
  public static final class ReadGuard<T extends @Nullable Object>
      implements AutoCloseable, Undelivered {
    private final RwLock<T> lock;
    private boolean released;

    private ReadGuard(RwLock<T> lock) {
      this.lock = lock;
    }

    /**
     * The value.
     *
     * @throws IllegalStateException after {@link #close()}
     */
    public T get() {
      if (released) {
        throw notHeld();
      }
      return lock.value;
    }

    /** Gives the lock back. Does nothing the second time. */
    @Override
    public void close() {
      if (!released) {
        released = true;
        lock.queue.release(1);
      }
    }

    @Override
    public void onUndelivered() {
      close();
    }
  }

  /**
   * The right to read and write, until this is closed. Single owner.
   *
   * @param <T> the type of the value
   */
  public static final class WriteGuard<T extends @Nullable Object>
      implements AutoCloseable, Undelivered {
    private final RwLock<T> lock;
    private boolean released;

    private WriteGuard(RwLock<T> lock) {
      this.lock = lock;
    }

    /**
     * The value.
     *
     * @throws IllegalStateException after {@link #close()} or {@link #downgrade()}
     */
    public T get() {
      if (released) {
        throw notHeld();
      }
      return lock.value;
    }

    /**
     * Replaces the value.
     *
     * @throws IllegalStateException after {@link #close()} or {@link #downgrade()}
     */
    public void set(T value) {
      if (released) {
        throw notHeld();
      }
      lock.value = value;
    }

    /**
     * Becomes a read guard in one step: no writer comes in between. Consumes this one.
     *
     * @throws IllegalStateException after {@link #close()}
     */
    @CheckReturnValue
    public ReadGuard<T> downgrade() {
      if (released) {
        throw notHeld();
      }
      released = true;
      lock.queue.release(lock.readers - 1);
      return new ReadGuard<>(lock);
    }

    /** Gives the lock back. Does nothing the second time. */
    @Override
    public void close() {
      if (!released) {
        released = true;
        lock.queue.release(lock.readers);
      }
    }

    @Override
    public void onUndelivered() {
      close();
    }
  }
}
