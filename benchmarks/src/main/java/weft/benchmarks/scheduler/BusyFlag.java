package weft.benchmarks.scheduler;

/** Keeps background tasks going until it is lowered. */
public final class BusyFlag {

  private volatile boolean up = true;

  public boolean isUp() {
    return up;
  }

  public void lower() {
    up = false;
  }
}
