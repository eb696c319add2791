package weft.future;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Polls a future by hand, with a waker that counts and services that can be looked at. */
public final class Probe<T> implements Waker {
  private final Future<T> future;
  private final AtomicInteger wakes = new AtomicInteger();
  private final ProbeServices services;
  private final ContextControl control;

  private Probe(Future<T> future, ProbeServices services) {
    this.future = future;
    this.services = services;
    this.control = ContextControl.create(services);
  }

  public static <T> Probe<T> of(Future<T> future) {
    return new Probe<>(future, new ProbeServices());
  }

  public static <T> Probe<T> of(Future<T> future, ProbeServices services) {
    return new Probe<>(future, services);
  }

  public Poll<T> poll() throws Exception {
    return poll(ContextControl.UNCONSTRAINED);
  }

  public Poll<T> poll(int budget) throws Exception {
    control.begin(this, budget);
    try {
      return future.poll(control.context());
    } finally {
      control.end();
    }
  }

  /** The value; fails if it is pending. */
  public T get() throws Exception {
    Poll<T> polled = poll();
    if (polled.isPending()) {
      throw new AssertionError("still pending");
    }
    return polled.get();
  }

  public boolean isPending() throws Exception {
    return poll().isPending();
  }

  /** What the poll throws; fails if it does not. */
  public Throwable failure() {
    try {
      Poll<T> polled = poll();
      throw new AssertionError("did not throw but gave " + polled);
    } catch (AssertionError wrong) {
      throw wrong;
    } catch (Throwable thrown) {
      future.cancel(); // as the owner that sees a throw does
      return thrown;
    }
  }

  /** Polls as long as it was woken; the value. */
  public T run() throws Exception {
    while (true) {
      int before = wakes.get();
      Poll<T> polled = poll(ContextControl.DEFAULT_BUDGET);
      if (polled.isReady()) {
        return polled.get();
      }
      if (wakes.get() == before) {
        throw new AssertionError("pending, and nobody woke it");
      }
    }
  }

  public void cancel() {
    future.cancel();
  }

  @Override
  public void wake() {
    wakes.incrementAndGet();
  }

  public int wakes() {
    return wakes.get();
  }

  /** Services that remember what was handed to them. */
  public static final class ProbeServices implements Services {
    public final List<Object> undelivered = new ArrayList<>();
    private int draws;

    @Override
    public Timers timers() {
      return null;
    }

    @Override
    public Spawner spawner() {
      return null;
    }

    @Override
    public int random(int bound) {
      return draws++ % bound;
    }

    @Override
    public void defer(Waker waker) {
      waker.wake();
    }

    @Override
    public synchronized void undelivered(Object value) {
      undelivered.add(value);
    }
  }
}
