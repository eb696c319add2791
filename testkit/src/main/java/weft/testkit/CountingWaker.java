package weft.testkit;

import java.util.concurrent.atomic.AtomicInteger;
import weft.future.Waker;

/** A waker that counts. May be called from any thread, as every waker. */
public final class CountingWaker implements Waker {
  private final AtomicInteger wakes = new AtomicInteger();
  private final AtomicInteger taken = new AtomicInteger();

  @Override
  public void wake() {
    wakes.incrementAndGet();
  }

  /** How often it has been woken. */
  public int wakes() {
    return wakes.get();
  }

  /** Whether it has been woken since this was last asked. */
  public boolean takeWoken() {
    int now = wakes.get();
    return taken.getAndSet(now) != now;
  }

  @Override
  public String toString() {
    return "CountingWaker[" + wakes + " wakes]";
  }
}
