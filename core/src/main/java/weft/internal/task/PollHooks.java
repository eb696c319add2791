package weft.internal.task;

/** Called around each poll of a task, on the thread that polls. Implementations do not throw. */
public interface PollHooks {

  /** The future of {@code task} is about to be polled. */
  void beforePoll(Task<?> task);

  /** The poll has returned or thrown; the task's state has not changed yet. */
  void afterPoll(Task<?> task);
}
