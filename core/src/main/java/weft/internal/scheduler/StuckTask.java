package weft.internal.scheduler;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task or a blocking job that did not stop in time.
 *
 * @param task its description
 * @param thread the thread that runs it, or null if it waits for one
 * @param stack where that thread was
 */
public record StuckTask(String task, @Nullable String thread, List<StackTraceElement> stack) {}
