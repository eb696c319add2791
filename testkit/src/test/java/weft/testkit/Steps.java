package weft.testkit;

import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;

/**
 * Loops of futures, for scenarios that run thousands of times and so want no threads for bodies.
 */
final class Steps {
  private Steps() {}

  /** Makes the next future of a loop, or null to end it. */
  interface Next {
    @Nullable Future<?> step(int round) throws Exception;
  }

  /** Runs one future after the other. */
  static Future<Void> loop(Next next) {
    return new Loop(next);
  }

  private static final class Loop implements Future<Void> {
    private final Next next;
    private int round;
    private @Nullable Future<?> current;

    Loop(Next next) {
      this.next = next;
    }

    @Override
    public Poll<Void> poll(Context cx) throws Exception {
      while (true) {
        Future<?> now = current;
        if (now == null) {
          now = next.step(round++);
          if (now == null) {
            return Poll.done();
          }
          current = now;
        }
        if (now.poll(cx).isPending()) {
          return Poll.pending();
        }
        current = null;
      }
    }

    @Override
    public void cancel() {
      if (current != null) {
        current.cancel();
        current = null;
      }
    }
  }
}
