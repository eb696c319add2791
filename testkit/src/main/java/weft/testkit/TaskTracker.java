package weft.testkit;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import weft.runtime.RuntimeBuilder;
import weft.task.TaskMeta;

/** The tasks of one runtime that live, by its hooks: for dumps, and to name what has leaked. */
final class TaskTracker {
  private static final StackWalker STACK = StackWalker.getInstance();

  private final Map<Long, Live> tasks = new ConcurrentSkipListMap<>();
  private final boolean keepsPlaces;
  private final Consumer<String> journal;

  /**
   * @param keepsPlaces whether to remember where each task was spawned, which costs microseconds
   */
  TaskTracker(boolean keepsPlaces) {
    this(keepsPlaces, event -> {});
  }

  /**
   * @param journal is told what tasks do, if places are kept
   */
  TaskTracker(boolean keepsPlaces, Consumer<String> journal) {
    this.keepsPlaces = keepsPlaces;
    this.journal = journal;
  }

  /** A task that lives. */
  private static final class Live {
    final TaskMeta meta;
    final String spawnedAt;
    volatile boolean polling;
    volatile int polls;

    Live(TaskMeta meta, String spawnedAt) {
      this.meta = meta;
      this.spawnedAt = spawnedAt;
    }

    String name() {
      return meta.name() == null ? meta.id().toString() : meta.id() + " '" + meta.name() + "'";
    }

    @Override
    public String toString() {
      String doing = polling ? "being polled" : polls == 0 ? "not started" : "waiting";
      return name() + ", " + doing + " after " + polls + " polls" + spawnedAt;
    }
  }

  /** Watches what {@code builder} builds; takes the four hooks of tasks. */
  void watch(RuntimeBuilder builder) {
    builder
        .onTaskSpawn(meta -> tasks.put(meta.id().value(), new Live(meta, caller())))
        .onBeforePoll(meta -> before(tasks.get(meta.id().value())))
        .onAfterPoll(meta -> after(tasks.get(meta.id().value())))
        .onTaskTerminate(meta -> ended(tasks.remove(meta.id().value())));
  }

  private void ended(@Nullable Live task) {
    if (keepsPlaces && task != null) {
      journal.accept("ends " + task.name());
    }
  }

  private void before(@Nullable Live task) {
    if (task != null) {
      if (keepsPlaces) {
        journal.accept("polls " + task.name());
      }
      task.polling = true;
      int before = task.polls; // written by one thread at a time
      task.polls = before + 1;
    }
  }

  private static void after(@Nullable Live task) {
    if (task != null) {
      task.polling = false;
    }
  }

  private String caller() {
    if (!keepsPlaces) {
      return "";
    }
    return STACK.walk(
        frames ->
            frames
                .filter(frame -> !isOurs(frame.getClassName()))
                .findFirst()
                .map(frame -> ", spawned at " + frame.toStackTraceElement())
                .orElse(""));
  }

  private static boolean isOurs(String className) {
    return className.startsWith("weft.internal.")
        || className.startsWith("weft.runtime.")
        || className.equals("weft.testkit.TestRuntime")
        || className.startsWith("weft.testkit.TaskTracker")
        || className.equals("weft.testkit.SimHost")
        || className.equals("weft.Weft");
  }

  /** One line for each task that lives, in the order of their birth. */
  List<String> describe() {
    return tasks.values().stream().map(Live::toString).toList();
  }

  int size() {
    return tasks.size();
  }
}
