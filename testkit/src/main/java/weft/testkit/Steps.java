package weft.testkit;

import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;

/**
 * Loops of futures, for scenarios that run thousands of times: a straight-line body would need a
 * thread in each of them on a JVM without mountable virtual threads.
 */
public final class Steps {
  private Steps() {}

  /** Makes the futures of a loop. */
  @FunctionalInterface
  public interface Next {
    /**
     * The next future, or null to end the loop.
     *
     * @param round how many there were before
     */
    @Nullable Future<?> step(int round) throws Exception;
  }

  /** A future that runs one future after the other, and fails with the first that fails. */
  public static Future<Void> loop(Next next) {
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
