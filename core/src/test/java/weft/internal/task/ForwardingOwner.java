package weft.internal.task;

import weft.future.Services;
import weft.internal.env.Environment;

/** An owner that leaves everything to another one. */
abstract class ForwardingOwner implements TaskOwner {
  private final TaskOwner owner;

  ForwardingOwner(TaskOwner owner) {
    this.owner = owner;
  }

  @Override
  public void schedule(Task<?> task) {
    owner.schedule(task);
  }

  @Override
  public void onEnd(Task<?> task) {
    owner.onEnd(task);
  }

  @Override
  public void onUnclaimedFailure(Task<?> task, Throwable failure) {
    owner.onUnclaimedFailure(task, failure);
  }

  @Override
  public void onUnhandledFailure(Task<?> task, Throwable failure) {
    owner.onUnhandledFailure(task, failure);
  }

  @Override
  public Services services() {
    return owner.services();
  }

  @Override
  public Environment environment() {
    return owner.environment();
  }

  @Override
  public void requireMayBlock(String what) {
    owner.requireMayBlock(what);
  }
}
