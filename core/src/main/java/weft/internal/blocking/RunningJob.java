package weft.internal.blocking;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job that had not ended when the pool's shutdown ran out of time.
 *
 * @param job the job's name, or null if it has none
 * @param thread the name of the thread that runs it, or null if it has not been started
 * @param stack where that thread was; empty if the job has not been started
 */
public record RunningJob(
    @Nullable String job, @Nullable String thread, List<StackTraceElement> stack) {}
