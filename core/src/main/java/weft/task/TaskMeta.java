package weft.task;

import org.jspecify.annotations.Nullable;

/**
 * What a runtime's hooks learn about a task.
 *
 * @param id the task's identity
 * @param name the name given at spawn, or null
 */
public record TaskMeta(TaskId id, @Nullable String name) {}
