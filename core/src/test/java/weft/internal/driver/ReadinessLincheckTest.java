package weft.internal.driver;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import weft.future.Context;
import weft.future.Waker;
import weft.interleavings.Interleavings;

/** Interleavings of one who waits for a socket and of the network that makes it ready. */
@Tag("lincheck")
class ReadinessLincheckTest {
  private static final int INVOCATIONS = 500;

  private static final class Wakes extends AtomicInteger implements Waker {
    private static final long serialVersionUID = 1;

    @Override
    public void wake() {
      incrementAndGet();
    }
  }

  private static void run(Runnable one, Runnable other) {
    Thread second = new Thread(other);
    second.start();
    one.run();
    try {
      second.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  @Test
  void signalIsSeenOrWakes() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Readiness readiness = Readiness.create("read", () -> {});
          Wakes wakes = new Wakes();
          boolean[] ready = {false};
          run(() -> ready[0] = readiness.poll(Context.of(wakes)), readiness::signalAndWake);
          check(ready[0] || wakes.get() == 1, "neither seen nor woken");
          check(readiness.isReady(), "the signal is gone");
        });
  }

  @Test
  void closeIsSeenOrWakesAndStays() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Readiness readiness = Readiness.create("read", () -> {});
          Wakes wakes = new Wakes();
          boolean[] ready = {false};
          run(
              () -> {
                readiness.signal();
                readiness.clear();
                ready[0] = readiness.poll(Context.of(wakes));
              },
              readiness::close);
          check(ready[0] || wakes.get() == 1, "neither seen nor woken");
          check(readiness.isReady(), "open again");
        });
  }

  /** The network is level triggered: it signals whoever tells it that somebody waits. */
  @Test
  void clearDoesNotLoseWhatBecameReadyMeanwhile() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          AtomicInteger bytes = new AtomicInteger();
          Readiness[] self = new Readiness[1];
          Readiness readiness =
              Readiness.create(
                  "read",
                  () -> {
                    if (bytes.get() > 0) {
                      self[0].signalAndWake();
                    }
                  });
          self[0] = readiness;
          readiness.signal(); // of earlier bytes, which are gone
          Wakes wakes = new Wakes();
          boolean[] read = {false};
          run(
              () -> {
                while (readiness.poll(Context.of(wakes))) {
                  if (bytes.get() > 0) {
                    read[0] = true;
                    return;
                  }
                  readiness.clear();
                }
              },
              () -> {
                bytes.set(1);
                readiness.signalAndWake();
              });
          check(read[0] || wakes.get() > 0, "neither read nor woken");
        });
  }

  @Test
  void givingUpForgetsNoOtherWaker() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Readiness readiness = Readiness.create("read", () -> {});
          Wakes wakes = new Wakes();
          check(!readiness.poll(Context.of(wakes)), "ready");
          run(() -> readiness.forget(wakes), readiness::signalAndWake);
          check(readiness.isReady(), "the signal is gone");
        });
  }
}
