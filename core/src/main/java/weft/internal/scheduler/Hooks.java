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

  /** These hooks with onThreadStart. */
  public Hooks withThreadStart(Runnable hook) {
    return new Hooks(
        hook,
        onThreadStop,
        onThreadPark,
        onThreadUnpark,
        onTaskSpawn,
        onBeforePoll,
        onAfterPoll,
        onTaskTerminate,
        onUnhandledFailure,
        onUndelivered);
  }

  /** These hooks with onThreadStop. */
  public Hooks withThreadStop(Runnable hook) {
    return new Hooks(
        onThreadStart,
        hook,
        onThreadPark,
        onThreadUnpark,
        onTaskSpawn,
        onBeforePoll,
        onAfterPoll,
        onTaskTerminate,
        onUnhandledFailure,
        onUndelivered);
  }

  /** These hooks with onThreadPark. */
  public Hooks withThreadPark(Runnable hook) {
    return new Hooks(
        onThreadStart,
        onThreadStop,
        hook,
        onThreadUnpark,
        onTaskSpawn,
        onBeforePoll,
        onAfterPoll,
        onTaskTerminate,
        onUnhandledFailure,
        onUndelivered);
  }

  /** These hooks with onThreadUnpark. */
  public Hooks withThreadUnpark(Runnable hook) {
    return new Hooks(
        onThreadStart,
        onThreadStop,
        onThreadPark,
        hook,
        onTaskSpawn,
        onBeforePoll,
        onAfterPoll,
        onTaskTerminate,
        onUnhandledFailure,
        onUndelivered);
  }

  /** These hooks with onTaskSpawn. */
  public Hooks withTaskSpawn(Consumer<TaskMeta> hook) {
    return new Hooks(
        onThreadStart,
        onThreadStop,
        onThreadPark,
        onThreadUnpark,
        hook,
        onBeforePoll,
        onAfterPoll,
        onTaskTerminate,
        onUnhandledFailure,
        onUndelivered);
  }

  /** These hooks with onBeforePoll. */
  public Hooks withBeforePoll(Consumer<TaskMeta> hook) {
    return new Hooks(
        onThreadStart,
        onThreadStop,
        onThreadPark,
        onThreadUnpark,
        onTaskSpawn,
        hook,
        onAfterPoll,
        onTaskTerminate,
        onUnhandledFailure,
        onUndelivered);
  }

  /** These hooks with onAfterPoll. */
  public Hooks withAfterPoll(Consumer<TaskMeta> hook) {
    return new Hooks(
        onThreadStart,
        onThreadStop,
        onThreadPark,
        onThreadUnpark,
        onTaskSpawn,
        onBeforePoll,
        hook,
        onTaskTerminate,
        onUnhandledFailure,
        onUndelivered);
  }

  /** These hooks with onTaskTerminate. */
  public Hooks withTaskTerminate(Consumer<TaskMeta> hook) {
    return new Hooks(
        onThreadStart,
        onThreadStop,
        onThreadPark,
        onThreadUnpark,
        onTaskSpawn,
        onBeforePoll,
        onAfterPoll,
        hook,
        onUnhandledFailure,
        onUndelivered);
  }

  /** These hooks with onUnhandledFailure. */
  public Hooks withUnhandledFailure(UnhandledFailureHandler hook) {
    return new Hooks(
        onThreadStart,
        onThreadStop,
        onThreadPark,
        onThreadUnpark,
        onTaskSpawn,
        onBeforePoll,
        onAfterPoll,
        onTaskTerminate,
        hook,
        onUndelivered);
  }

  /** These hooks with onUndelivered. */
  public Hooks withUndelivered(Consumer<Object> hook) {
    return new Hooks(
        onThreadStart,
        onThreadStop,
        onThreadPark,
        onThreadUnpark,
        onTaskSpawn,
        onBeforePoll,
        onAfterPoll,
        onTaskTerminate,
        onUnhandledFailure,
        hook);
  }

  private static System.Logger logger() {
    return System.getLogger("weft.runtime");
  }

  /** A thread has begun. */
  public void threadStarted() {
    run("onThreadStart", onThreadStart);
  }

  /** A thread is about to end. */
  public void threadStopping() {
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

  static void contain(String name, Throwable failure) {
    try {
      log(System.Logger.Level.ERROR, "the hook " + name + " threw", failure);
    } catch (Throwable noMemory) {
      // as in log
    }
  }

  /** Logs, and never throws. */
  static void log(System.Logger.Level level, String message, Throwable failure) {
    try {
      logger().log(level, message, failure);
    } catch (Throwable logging) {
      // A logger that fails has nobody left to tell; the thread that called it must live.
    }
  }
}
