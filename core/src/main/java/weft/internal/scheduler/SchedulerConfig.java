package weft.internal.scheduler;

import java.util.List;
import java.util.function.IntFunction;
import weft.internal.blocking.BlockingOptions;
import weft.internal.env.Tunables;

/**
 * What a runtime's builder has settled.
 *
 * @param workers how many workers; 1 for the current-thread scheduler
 * @param threadName gives the n-th thread its name
 * @param threadStackSize bytes, or 0 for the JVM's default
 * @param lifoSlot whether a task woken by a worker may run next, ahead of its queue
 * @param maxTasks how many tasks may live at a time, or {@link Integer#MAX_VALUE}
 * @param failureGraceNanos how long a failed task may stay unjoined before it is reported
 * @param failureShutsDown whether the first failure of a task ends the runtime
 * @param tunables the constants of the algorithms
 * @param blocking the pool for code that blocks
 * @param hooks the user's callbacks
 * @param pollTimeBounds the nanoseconds at which the ranges of the histogram of poll times end, all
 *     but the last, in ascending order; empty for no histogram
 * @param watchdog what becomes of polls that do not end
 */
public record SchedulerConfig(
    int workers,
    IntFunction<String> threadName,
    long threadStackSize,
    boolean lifoSlot,
    int maxTasks,
    long failureGraceNanos,
    boolean failureShutsDown,
    Tunables tunables,
    BlockingOptions blocking,
    Hooks hooks,
    List<Long> pollTimeBounds,
    WatchdogOptions watchdog) {}
