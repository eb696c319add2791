package weft.testkit;

import weft.future.Context;
import weft.future.ContextControl;
import weft.future.Services;

/** What the probes poll with: a counting waker, a budget, and the caller's services. */
final class HandExecutor {
  final CountingWaker waker = new CountingWaker();
  private final ContextControl control;
  private int budget = ContextControl.UNCONSTRAINED;

  HandExecutor(Services services) {
    control = ContextControl.create(services);
  }

  void budget(int units) {
    if (units < 0) {
      throw new IllegalArgumentException("budget < 0: " + units);
    }
    budget = units;
  }

  /** One poll of something. */
  interface Step<R> {
    R poll(Context cx) throws Exception;
  }

  <R> R run(Step<R> step) throws Exception {
    waker.takeWoken(); // wakes from now on count for the next poll
    control.begin(waker, budget);
    try {
      return step.poll(control.context());
    } finally {
      control.end();
    }
  }
}
