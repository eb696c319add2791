package weft.samples.styles;

import static weft.async.Async.async;
import static weft.async.Async.await;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.time.Time;

/**
 * One program in three styles: asks for something, and if that fails asks again after a pause, a
 * limited number of times.
 *
 * <p><b>It teaches</b> what each style costs and what it is for; {@code docs/three-styles.md} is
 * the page to it.
 */
public final class ThreeStyles {
  private ThreeStyles() {}

  /** Something that can be asked for again. */
  @FunctionalInterface
  public interface Request<T> {
    /** A future of the answer; fails with an {@link IOException} if that is worth another try. */
    Future<T> ask();
  }

  // @start region="combinators"
  /** Asks at most {@code tries} times. */
  public static <T> Future<T> combinators(Request<T> request, int tries, Duration pause) {
    return request
        .ask()
        .recoverWith(
            failure -> {
              if (tries == 1 || !(failure instanceof IOException)) {
                throw failure;
              }
              return Time.sleep(pause).then(v -> combinators(request, tries - 1, pause));
            });
  }

  // @end

  // @start region="straight"
  /** Asks at most {@code tries} times. */
  public static <T> Future<T> straight(Request<T> request, int tries, Duration pause) {
    return async(
        () -> {
          for (int left = tries - 1; ; left--) {
            try {
              return await(request.ask());
            } catch (IOException failure) {
              if (left == 0) {
                throw failure;
              }
            }
            await(Time.sleep(pause));
          }
        });
  }

  // @end

  // @start region="by-hand"
  /** Asks at most {@code tries} times. */
  public static <T> Future<T> byHand(Request<T> request, int tries, Duration pause) {
    return new Retry<>(request, tries, pause);
  }

  private static final class Retry<T> implements Future<T> {
    private final Request<T> request;
    private final Duration pause;
    private int left;
    private @Nullable Future<T> asking; // at most one of the two
    private @Nullable Future<Void> pausing;

    Retry(Request<T> request, int tries, Duration pause) {
      this.request = request;
      this.left = tries - 1;
      this.pause = pause;
    }

    @Override
    public Poll<T> poll(Context cx) throws Exception {
      while (true) {
        if (pausing != null) {
          if (pausing.poll(cx).isPending()) {
            return Poll.pending();
          }
          pausing = null;
        }
        if (asking == null) {
          asking = request.ask();
        }
        try {
          return asking.poll(cx);
        } catch (IOException failure) {
          asking.cancel(); // the contract: whoever sees a throw cancels
          asking = null;
          if (left-- == 0) {
            throw failure;
          }
          pausing = Time.sleep(pause);
        }
      }
    }

    @Override
    public void cancel() {
      if (asking != null) {
        asking.cancel();
      }
      if (pausing != null) {
        pausing.cancel();
      }
    }
  }
  // @end
}
