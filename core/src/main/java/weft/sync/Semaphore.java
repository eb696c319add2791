package weft.sync;

import org.jspecify.annotations.Nullable;
import weft.future.CheckReturnValue;
import weft.future.Future;
import weft.future.Undelivered;

/**
 * A number of permits, for limiting how many tasks do something at the same time.
 *
 * <pre>{@code
 * limit.acquire().then(permit -> serve(socket).whenDone((done, failure) -> permit.close()));
 * }</pre>
 *
 * <p><b>Ordering.</b> Strictly first come, first served, by the first poll. What is released goes
 * to who has waited longest, in parts if more is wanted: small claims never overtake a big one.
 * What happened before a release is visible to who acquires the permits.
 *
 * <p><b>Threads.</b> All methods may be called from any thread.
 */
@CheckReturnValue
public final class Semaphore {
  /** The most permits that a semaphore can have. */
  public static final int MAX_PERMITS = PermitQueue.MAX;

  private final PermitQueue queue;

  private Semaphore(int permits) {
    queue = new PermitQueue(permits);
  }

  /**
   * A semaphore.
   *
   * @param permits how many there are, from 0 to {@link #MAX_PERMITS}
   */
  public static Semaphore withPermits(int permits) {
    return new Semaphore(permits);
  }

  /**
   * Waits for one permit. Fails with {@link ClosedException} if the semaphore is closed.
   *
   * <p><b>Cancellation.</b> Loses the place in the queue, and passes on what had been assigned.
   */
  public Future<Permit> acquire() {
    return acquireMany(1);
  }

  /**
   * Waits for {@code permits} permits at once; otherwise as {@link #acquire()}. If there are never
   * that many, it waits until the semaphore is closed, and so does everybody behind it.
   */
  public Future<Permit> acquireMany(int permits) {
    return new Acquire(this, permits);
  }

  /** Takes a permit if one is free and nobody waits; else null. */
  public @Nullable Permit tryAcquire() {
    return tryAcquireMany(1);
  }

  /** Takes {@code permits} permits if they are free and nobody waits; else null. */
  public @Nullable Permit tryAcquireMany(int permits) {
    if (permits < 0) {
      throw new IllegalArgumentException("permits < 0: " + permits);
    }
    return queue.tryTake(permits) == PermitQueue.Take.TAKEN ? new Permit(this, permits) : null;
  }

  /** How many permits are free: neither held nor assigned to somebody who waits. */
  public int availablePermits() {
    return queue.available();
  }

  /**
   * Adds permits.
   *
   * @throws IllegalArgumentException if there would be more than {@link #MAX_PERMITS}
   */
  public void addPermits(int permits) {
    if (permits < 0 || permits > MAX_PERMITS) {
      throw new IllegalArgumentException("permits not in 0.." + MAX_PERMITS + ": " + permits);
    }
    queue.release(permits);
  }

  /**
   * Takes up to {@code permits} free permits away for good.
   *
   * @return how many were free
   */
  public int forgetPermits(int permits) {
    if (permits < 0) {
      throw new IllegalArgumentException("permits < 0: " + permits);
    }
    return queue.forget(permits);
  }

  /** Refuses permits from now on, for good: those who wait fail, those who hold some keep them. */
  public void close() {
    queue.close();
  }

  /** Whether {@link #close()} was called. */
  public boolean isClosed() {
    return queue.isClosed();
  }

  @Override
  public String toString() {
    return "Semaphore[" + queue + "]";
  }

  private static final class Acquire extends PermitQueue.Claim<Permit> {
    private final Semaphore semaphore;

    Acquire(Semaphore semaphore, int permits) {
      super(semaphore.queue, permits);
      this.semaphore = semaphore;
    }

    @Override
    Permit grant(int permits) {
      return new Permit(semaphore, permits);
    }

    @Override
    ClosedException closed() {
      return new ClosedException("the semaphore was closed: it gives no more permits");
    }
  }

  /**
   * Some permits, which go back to the semaphore when this is closed.
   *
   * <p><b>Threads.</b> Single owner; it may be handed from one thread to another.
   */
  public static final class Permit implements AutoCloseable, Undelivered {
    private final Semaphore semaphore;
    private int held;

    private Permit(Semaphore semaphore, int held) {
      this.semaphore = semaphore;
      this.held = held;
    }

    /** How many permits this holds; none after {@link #close()}. */
    public int permits() {
      return held;
    }

    /** Gives the permits back. Does nothing the second time. */
    @Override
    public void close() {
      int given = held;
      held = 0;
      semaphore.queue.release(given);
    }

    /** A permit that nobody receives goes back. */
    @Override
    public void onUndelivered() {
      close();
    }

    /** Takes the permits out of circulation: they do not go back. */
    public void forget() {
      held = 0;
    }

    /**
     * Takes over all permits of {@code other}.
     *
     * @throws IllegalArgumentException if that is of another semaphore
     */
    public void merge(Permit other) {
      if (other.semaphore != semaphore) {
        throw new IllegalArgumentException("merge: the permits are of different semaphores");
      }
      if (other != this) {
        held += other.held;
        other.held = 0;
      }
    }

    /**
     * Splits {@code permits} of these off.
     *
     * @throws IllegalArgumentException if this holds fewer
     */
    public Permit split(int permits) {
      if (permits < 0 || permits > held) {
        throw new IllegalArgumentException("split: permits not in 0.." + held + ": " + permits);
      }
      held -= permits;
      return new Permit(semaphore, permits);
    }

    @Override
    public String toString() {
      return "Semaphore.Permit[" + held + "]";
    }
  }
}
