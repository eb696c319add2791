package weft.testkit;

import weft.internal.env.Parker;

/**
 * Parks a virtual worker by noting it; parks anybody else by running the simulation until the token
 * is there.
 */
final class SimParker implements Parker, SimWait {
  private final SimWorld world;
  private boolean token;
  private long endsAt = NEVER;

  SimParker(SimWorld world) {
    this.world = world;
  }

  @Override
  public void park() {
    await(NEVER);
  }

  @Override
  public void parkNanos(long nanos) {
    await(nanos);
  }

  private void await(long nanos) {
    if (token || nanos <= 0) {
      token = false;
      return;
    }
    long end = nanos == NEVER ? NEVER : world.now() + nanos;
    if (world.parksWorker()) {
      endsAt = end;
      world.currentWaits(this);
      return;
    }
    world.runUntil(() -> token, end);
    token = false;
  }

  @Override
  public void unpark() {
    token = true;
  }

  @Override
  public boolean isOver() {
    return token || world.now() >= endsAt;
  }

  @Override
  public long endsAt() {
    return endsAt;
  }

  @Override
  public void end() {
    token = false;
    endsAt = NEVER;
  }
}
