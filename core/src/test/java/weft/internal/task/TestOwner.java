package weft.internal.task;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.future.ContextControl;
import weft.future.Services;
import weft.future.Spawner;
import weft.future.Timers;
import weft.future.Waker;
import weft.internal.env.Environment;

/** An owner that runs its tasks when it is told to, and remembers what they told it. */
final class TestOwner implements TaskOwner, Services {
  final ArrayDeque<Task<?>> queue = new ArrayDeque<>();
  final List<Task<?>> ended = new ArrayList<>();
  final List<Throwable> unclaimed = new ArrayList<>();
  final List<Throwable> unhandled = new ArrayList<>();
  final List<Object> undelivered = new ArrayList<>();
  final LiveTasks live = new LiveTasks();
  int unwinding;
  final ContextControl control = ContextControl.notingYields(this);

  <T> Task<T> spawn(weft.future.Future<T> future) {
    Task<T> task = Task.create(this, "probe", future);
    queue.add(task);
    return task;
  }

  /** Runs what is queued, until nothing is. */
  void runAll() {
    Task<?> task;
    while ((task = queue.poll()) != null) {
      runOne(task);
    }
  }

  Task.Verdict runOne(Task<?> task) {
    Task.Verdict verdict = task.run(control, ContextControl.DEFAULT_BUDGET, live, null);
    if (verdict == Task.Verdict.QUEUE || verdict == Task.Verdict.YIELDED) {
      queue.add(task);
    }
    return verdict;
  }

  @Override
  public void schedule(Task<?> task) {
    assert !queue.contains(task) : "queued twice";
    queue.add(task);
  }

  @Override
  public void onEnd(Task<?> task) {
    assert !ended.contains(task) : "ended twice";
    assert !task.isFinished() : "the handle knows before its owner";
    ended.add(task);
  }

  @Override
  public void onUnwinding(Task<?> task) {
    unwinding++;
  }

  @Override
  public void onUnwound(Task<?> task) {
    unwinding--;
  }

  @Override
  public void onUnclaimedFailure(Task<?> task, Throwable failure) {
    unclaimed.add(failure);
  }

  @Override
  public void onUnhandledFailure(Task<?> task, Throwable failure) {
    unhandled.add(failure);
  }

  @Override
  public Services services() {
    return this;
  }

  @Override
  public Environment environment() {
    throw new UnsupportedOperationException("these tests do not block");
  }

  @Override
  public void requireMayBlock(String what) {}

  @Override
  public @Nullable Timers timers() {
    return null;
  }

  @Override
  public @Nullable Spawner spawner() {
    return null;
  }

  @Override
  public int random(int bound) {
    return 0;
  }

  @Override
  public void defer(Waker waker) {
    waker.wake();
  }

  @Override
  public void undelivered(Object value) {
    undelivered.add(value);
  }
}
