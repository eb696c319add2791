package weft.internal.blocking;

import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One job for the {@link BlockingPool}, and its own node in the pool's queue. Used once.
 *
 * <p>After {@link BlockingPool#submit} exactly one of {@link #run}, {@link #cancelled} and {@link
 * #rejected} is called, once, with no lock held, unless {@link BlockingPool#remove} took the job
 * back. None of them may throw: a job keeps its failure for whoever joins it.
 */
public abstract class BlockingJob {
  @Nullable BlockingJob next; // guarded by the lock of the pool
  @Nullable BlockingJob prev; // guarded by the lock of the pool
  boolean queued; // guarded by the lock of the pool

  private final @Nullable String name;
  private final boolean isMandatory;

  /**
   * A job that has not been submitted.
   *
   * @param name the job's name for reports, or null
   * @param isMandatory whether the job is run even if the pool is shut down before it was started,
   *     as file writes are
   */
  protected BlockingJob(@Nullable String name, boolean isMandatory) {
    this.name = name;
    this.isMandatory = isMandatory;
  }

  /**
   * Runs the job, on a thread of the pool. The interrupt flag is clear at its start; what the job
   * leaves there does not reach the next one.
   */
  protected abstract void run();

  /** The pool was shut down before the job was started. */
  protected abstract void cancelled();

  /** The pool cannot take the job: its queue is full, or the system refuses it a thread. */
  protected abstract void rejected(RejectedExecutionException reason);

  final @Nullable String name() {
    return name;
  }

  final boolean isMandatory() {
    return isMandatory;
  }
}
