package weft.internal.scheduler;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import weft.internal.task.PollHooks;
import weft.internal.task.Task;
import weft.task.TaskMeta;
import weft.task.UnhandledFailureHandler;

/**
 * The user's callbacks, contained: what they throw is logged and goes no further.
 *
 * <p>Null stands for a hook that is not set, so that the run loop can tell at no cost.
 */
public record Hooks(
    @Nullable Runnable onThreadStart,
    @Nullable Runnable onThreadStop,
    @Nullable Runnable onThreadPark,
    @Nullable Runnable onThreadUnpark,
    @Nullable Consumer<TaskMeta> onTaskSpawn,
    @Nullable Consumer<TaskMeta> onBeforePoll,
    @Nullable Consumer<TaskMeta> onAfterPoll,
    @Nullable Consumer<TaskMeta> onTaskTerminate,
    @Nullable UnhandledFailureHandler onUnhandledFailure,
    @Nullable Consumer<Object> onUndelivered) {

  /** No hooks. */
  public static final Hooks NONE =
      new Hooks(null, null, null, null, null, null, null, null, null, null);

  private static System.Logger logger() {
    return System.getLogger("weft.runtime");
  }

  void threadStarted() {
    run("onThreadStart", onThreadStart);
  }

  void threadStopping() {
    run("onThreadStop", onThreadStop);
  }

  void threadParking() {
    run("onThreadPark", onThreadPark);
  }

  void threadUnparked() {
    run("onThreadUnpark", onThreadUnpark);
  }

  void taskSpawned(Task<?> task) {
    accept("onTaskSpawn", onTaskSpawn, task);
  }

  void taskTerminated(Task<?> task) {
    accept("onTaskTerminate", onTaskTerminate, task);
  }

  /** The hooks around polls, or null if neither is set. */
  @Nullable PollHooks pollHooks() {
    if (onBeforePoll == null && onAfterPoll == null) {
      return null;
    }
    return new PollHooks() {
      @Override
      public void beforePoll(Task<?> task) {
        accept("onBeforePoll", onBeforePoll, task);
      }

      @Override
      public void afterPoll(Task<?> task) {
        accept("onAfterPoll", onAfterPoll, task);
      }
    };
  }

  void unhandledFailure(Task<?> task, Throwable failure) {
    try {
      if (onUnhandledFailure != null) {
        onUnhandledFailure.onUnhandledFailure(task.meta(), failure);
      } else {
        logger()
            .log(
                System.Logger.Level.ERROR,
                () -> task.describe() + " failed and nobody has joined it",
                failure);
      }
    } catch (Throwable second) {
      contain("onUnhandledFailure", second);
    }
  }

  void undelivered(Object value) {
    Consumer<Object> hook = onUndelivered;
    if (hook != null) {
      try {
        hook.accept(value);
      } catch (Throwable failure) {
        contain("onUndelivered", failure);
      }
    }
  }

  private static void run(String name, @Nullable Runnable hook) {
    if (hook != null) {
      try {
        hook.run();
      } catch (Throwable failure) {
        contain(name, failure);
      }
    }
  }

  private static void accept(String name, @Nullable Consumer<TaskMeta> hook, Task<?> task) {
    if (hook != null) {
      try {
        hook.accept(task.meta());
      } catch (Throwable failure) {
        contain(name, failure);
      }
    }
  }

  private static void contain(String name, Throwable failure) {
    try {
      logger().log(System.Logger.Level.ERROR, "the hook " + name + " threw", failure);
    } catch (Throwable logging) {
      // A logger that fails has nobody left to tell; the worker that called the hook must live.
    }
  }
}
