package weft.streams;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * The thread-locals for which an accessor is registered with context-propagation; task-locals are
 * carried without it. Only loaded where that library is present.
 */
final class ThreadLocalCarrier {
  /** A worker serves many subscribers: what one's context does not have must not be another's. */
  private final ContextSnapshotFactory snapshots =
      ContextSnapshotFactory.builder()
          .clearMissing(true)
          .captureKeyPredicate(key -> !key.equals(ReactorCarrier.TASK_LOCALS))
          .build();

  private final ContextSnapshotFactory additions =
      ContextSnapshotFactory.builder()
          .clearMissing(false)
          .captureKeyPredicate(key -> !key.equals(ReactorCarrier.TASK_LOCALS))
          .build();

  /**
   * Makes task-locals known to that library, which finds them by itself on the class path only: a
   * module cannot provide a service that may be absent.
   */
  ThreadLocalCarrier() {
    ContextRegistry registry = ContextRegistry.getInstance();
    if (registry.getThreadLocalAccessors().stream()
        .noneMatch(accessor -> accessor.key().equals(ReactorCarrier.TASK_LOCALS))) {
      registry.registerThreadLocalAccessor(new TaskLocalsAccessor());
    }
  }

  /** Whether there is any thread-local to carry. */
  boolean isOfUse() {
    return ContextRegistry.getInstance().getThreadLocalAccessors().stream()
        .anyMatch(accessor -> !accessor.key().equals(ReactorCarrier.TASK_LOCALS));
  }

  /** The thread-locals as {@code view} has them; those that it has not are unset. */
  ContextCarrier.Captured of(ContextView view) {
    return capture(snapshots.captureFrom(view));
  }

  /** The thread-locals that {@code view} has; the others stay as they are. */
  ContextCarrier.Captured over(ContextView view) {
    return capture(additions.captureFrom(view));
  }

  /** The thread-locals as they are on this thread. */
  ContextCarrier.Captured current() {
    return capture(snapshots.captureAll());
  }

  private static ContextCarrier.Captured capture(ContextSnapshot snapshot) {
    return () -> {
      ContextSnapshot.Scope scope = snapshot.setThreadLocals();
      return scope::close;
    };
  }

  /** {@code context} with this thread's thread-locals over it. */
  Context writtenInto(Context context) {
    return snapshots.captureAll().updateContext(context);
  }
}
