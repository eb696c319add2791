package weft.testkit;

import weft.future.Waker;

/** Wakers for unusual situations. */
public final class TestWakers {

  private TestWakers() {}

  /** A waker that throws: whoever wakes several must not lose the others over it. */
  public static Waker panicking() {
    return () -> {
      throw new IllegalStateException("a waker that throws");
    };
  }

  /** A waker that does nothing. */
  public static Waker noop() {
    return Waker.noop();
  }

  /** A waker that runs {@code action}, for example to cancel or to wake something else. */
  public static Waker running(Runnable action) {
    return action::run;
  }
}
