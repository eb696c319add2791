package weft.streams;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import weft.future.Future;
import weft.future.Spawner;
import weft.task.TaskLocals;

/**
 * What crosses the bridge and the boundaries between tasks beside the items: task-locals, Reactor's
 * context, and the thread-locals that context-propagation knows of. Both libraries are optional and
 * looked for once; without Reactor nothing crosses the bridge, and whoever has nothing to carry
 * pays nothing.
 */
class ContextCarrier {

  /** Something is current on this thread; closing puts back what was current before. */
  interface Scope extends AutoCloseable {
    @Override
    void close();
  }

  /** Something that can be made current, again and again, on any thread. */
  interface Captured {
    /** As good as nothing. */
    Captured NOTHING = () -> () -> {};

    Scope open();
  }

  private static final ContextCarrier INSTANCE = find();

  static ContextCarrier get() {
    return INSTANCE;
  }

  private static ContextCarrier find() {
    if (!isPresent("reactor.core.CoreSubscriber")) {
      return new ContextCarrier();
    }
    return new ReactorCarrier(
        isPresent("io.micrometer.context.ContextSnapshotFactory")
            ? new ThreadLocalCarrier()
            : null);
  }

  private static boolean isPresent(String name) {
    try {
      Class.forName(name, false, ContextCarrier.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError absent) {
      return false;
    }
  }

  /** The context that {@code subscriber} tells of; null if there is nothing to carry. */
  @Nullable Captured of(Subscriber<?> subscriber) {
    return null;
  }

  /** As {@link #of}, over what is current where it is opened: that stays unless it is replaced. */
  @Nullable Captured over(Subscriber<?> subscriber) {
    return null;
  }

  /** What is current on this thread; null if there is nothing to carry. */
  @Nullable Captured current() {
    TaskLocals values = TaskLocals.capture();
    return values.isEmpty() ? null : capture(values, Captured.NOTHING);
  }

  /** Subscribes {@code inlet}, and tells the publisher what is current on this thread. */
  <T> void subscribe(Publisher<? extends T> publisher, Inlet<T> inlet) {
    publisher.subscribe((Subscriber<T>) inlet);
  }

  /** A subscriber that can tell its publisher what is current on this thread. */
  <T> SinkSubscriber<T> subscriber(
      Sink<T> sink, Spawner spawner, int prefetch, Discard<T> discard) {
    return new SinkSubscriber<>(sink, spawner, prefetch, discard);
  }

  /** A processor that can tell its publisher the context of its subscriber. */
  <T, R> StreamProcessor<T, R> processor(Inlet<T> inlet, StreamPublisher<R> publisher) {
    return new StreamProcessor<>(inlet, publisher);
  }

  static Captured capture(TaskLocals values, Captured threadLocals) {
    return () -> {
      Scope inner = threadLocals.open();
      TaskLocals before = TaskLocals.exchange(values);
      return () -> {
        TaskLocals.exchange(before);
        inner.close();
      };
    };
  }

  /** {@code future}, polled and cancelled while {@code captured} is current. */
  static <V extends @Nullable Object> Future<V> in(@Nullable Captured captured, Future<V> future) {
    return captured == null ? future : new InContext<>(captured, future);
  }
}
