package weft.async;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import weft.future.Future;
import weft.internal.context.Current;
import weft.internal.context.Scope;

/**
 * Straight-line code over futures. Meant for static import.
 *
 * <p>{@link #async(AsyncBody)} makes a cold future of a body; inside the body, at any depth of
 * calls, {@link #await} waits for another future without blocking a worker. Such a future is
 * spawned, joined, selected, timed out and cancelled like any other.
 *
 * <p><b>Cancellation.</b> Cancelling the future makes the pending await throw {@link
 * CancelledError}, so that the body unwinds through its {@code finally} blocks and
 * try-with-resources, on the runtime. From then on an await whose future is ready at once still
 * gives its value, and one that would wait throws again; except inside {@link #cleanup}, where
 * awaits wait as usual for at most {@link #CLEANUP_LIMIT_SECONDS} seconds in all. A body that has
 * not started never runs. A body that computes or blocks is stopped at its next await only.
 *
 * <p><b>Where bodies run.</b> On JDK 24+ with {@code java.lang} opened to this module, on the
 * runtime's own workers; else on virtual threads (21+) or platform threads of their own. The
 * meaning is the same; what differs is in {@code docs/async.md}.
 */
public final class Async {
  /**
   * How long a cancelled body may wait in {@link #cleanup} before it is unwound regardless: less
   * than the ten seconds that its task and a shutdown wait, so that it can still end within them.
   */
  public static final long CLEANUP_LIMIT_SECONDS = 8;

  private Async() {}

  /** A future that runs {@code body} when it is polled, and gives the body's value. */
  public static <T extends @Nullable Object> Future<T> async(AsyncBody<T> body) {
    return new Body<>(requireNonNull(body, "body"), null);
  }

  /** A future that runs {@code action} when it is polled. */
  public static Future<Void> async(AsyncAction action) {
    return new Body<>(withoutValue(action), null);
  }

  /**
   * A future that owns {@code resource} from now on and lets {@code body} use it. The resource is
   * closed when the body has ended, and also if the future is cancelled or its task rejected before
   * the body has started.
   *
   * <p>The compiler takes {@code r -> f(r)} for a body with a value. If {@code f} has none, use
   * {@code () -> f(r)}, braces or a method reference: for a lambda with a parameter whose type is
   * not written, Java does not look at what {@code f} returns before it has chosen the method.
   */
  public static <R extends AutoCloseable, T extends @Nullable Object> Future<T> async(
      R resource, AsyncUse<R, T> body) {
    requireNonNull(resource, "resource");
    requireNonNull(body, "body");
    return new Body<>(() -> body.use(resource), resource);
  }

  /** As {@link #async(AutoCloseable, AsyncUse)}, for a body without a value. */
  public static <R extends AutoCloseable> Future<Void> async(R resource, AsyncConsumer<R> body) {
    requireNonNull(resource, "resource");
    requireNonNull(body, "body");
    return new Body<>(
        () -> {
          body.accept(resource);
          return nothing();
        },
        resource);
  }

  /**
   * As {@link #async(AutoCloseable, AsyncUse)}, for a body that knows the resource by a name of its
   * own: {@code async(connection, () -> serve(connection))}.
   */
  public static <T extends @Nullable Object> Future<T> async(
      AutoCloseable resource, AsyncBody<T> body) {
    requireNonNull(resource, "resource");
    return new Body<>(requireNonNull(body, "body"), resource);
  }

  /** As {@link #async(AutoCloseable, AsyncBody)}, for a body without a value. */
  public static Future<Void> async(AutoCloseable resource, AsyncAction action) {
    requireNonNull(resource, "resource");
    return new Body<>(withoutValue(action), resource);
  }

  /**
   * Waits for {@code future} and gives its value.
   *
   * <p>Inside a body the body stops here and its worker goes on with other tasks. On a virtual
   * thread of the user's own, outside every body, that thread is parked. The future is consumed: it
   * must not be polled or awaited again.
   *
   * @throws Exception what the future failed with, the same object
   * @throws InterruptedException if the body's thread is interrupted; the future is cancelled then
   * @throws CancelledError if the body has been cancelled and the future is not ready at once
   * @throws IllegalStateException on a platform thread outside a body
   */
  public static <T extends @Nullable Object> T await(Future<T> future) throws Exception {
    requireNonNull(future, "future");
    Scope scope = Current.scope();
    if (scope instanceof BodyScope body) {
      return body.await(future);
    }
    return OutsideAwait.await(future, scope);
  }

  /**
   * Runs a part of a body's cleanup in which awaits wait even though the body has been cancelled:
   *
   * <pre>{@code
   * try {
   *   await(work());
   * } finally {
   *   cleanup(() -> await(connection.send(goodbye)));
   * }
   * }</pre>
   *
   * <p>All such waits of a cancelled body together last at most {@link #CLEANUP_LIMIT_SECONDS}
   * seconds on the runtime's clock; then the await throws {@link CancelledError} and the body is
   * reported with its stack. In a body that has not been cancelled this only runs {@code action}.
   *
   * @throws Exception what {@code action} throws
   */
  public static void cleanup(AsyncAction action) throws Exception {
    if (Current.scope() instanceof BodyScope body) {
      body.cleanup(action);
    } else {
      throw new IllegalStateException(
          "cleanup called outside an async body: call it inside async(..)");
    }
  }

  /** Whether the calling body has been cancelled: for loops that compute without awaiting. */
  public static boolean isCancelled() {
    return Current.scope() instanceof BodyScope body && body.isCancelled();
  }

  private static AsyncBody<Void> withoutValue(AsyncAction action) {
    requireNonNull(action, "action");
    return () -> {
      action.run();
      return nothing();
    };
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // the value of a Void future
  private static Void nothing() {
    return null;
  }
}
