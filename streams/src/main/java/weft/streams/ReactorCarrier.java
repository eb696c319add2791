package weft.streams;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.CorePublisher;
import reactor.core.CoreSubscriber;
import reactor.util.context.Context;
import reactor.util.context.ContextView;
import weft.future.Spawner;
import weft.task.TaskLocal;
import weft.task.TaskLocals;

/**
 * Carries Reactor's context: from a subscriber to the polls of the stream that it reads, and from a
 * poll to the publisher that is subscribed to in it. In between it is the value of a task-local, so
 * that it is there in straight-line bodies, too; in the other direction all task-locals are one
 * value in Reactor's context. Only loaded where Reactor is present.
 */
final class ReactorCarrier extends ContextCarrier {
  /** The key of all task-locals, in Reactor's context and for context-propagation. */
  static final String TASK_LOCALS = "weft.task-locals";

  private static final TaskLocal<ContextView> VIEW = TaskLocal.named("Reactor's context");
  private static final List<Link<?>> LINKS = new CopyOnWriteArrayList<>();

  private final @Nullable ThreadLocalCarrier threadLocals; // null without context-propagation

  ReactorCarrier(@Nullable ThreadLocalCarrier threadLocals) {
    this.threadLocals = threadLocals;
  }

  /** A task-local that has a key of its own in Reactor's context. */
  private record Link<T>(Object key, TaskLocal<T> local) {
    TaskLocals read(ContextView view, TaskLocals values) {
      return view.hasKey(key) ? values.with(local, view.<T>get(key)) : values;
    }

    Context write(TaskLocals values, Context context) {
      T value = values.get(local);
      return value == null ? context : context.put(key, value);
    }
  }

  static <T> void link(Object key, TaskLocal<T> local) {
    LINKS.add(new Link<>(key, local));
  }

  /** The context of whoever the current poll is for. */
  static ContextView view() {
    ContextView view = VIEW.tryGet();
    return view == null ? Context.empty() : view;
  }

  @Override
  @Nullable Captured of(Subscriber<?> subscriber) {
    return subscriber instanceof CoreSubscriber<?> core ? of(core.currentContext()) : null;
  }

  /** {@code view}, and the task-locals and thread-locals that it has values for. */
  @Nullable Captured of(ContextView view) {
    ThreadLocalCarrier locals = threadLocalsOfUse();
    if (view.isEmpty() && locals == null) {
      return null;
    }
    return capture(
        valuesOf(view, TaskLocals.none()), locals == null ? Captured.NOTHING : locals.of(view));
  }

  /** The task-locals that {@code view} has, or if it has none {@code others}; and the links. */
  private static TaskLocals valuesOf(ContextView view, TaskLocals others) {
    TaskLocals values = view.hasKey(TASK_LOCALS) ? view.get(TASK_LOCALS) : others;
    values = values.with(VIEW, view);
    for (Link<?> link : LINKS) {
      values = link.read(view, values);
    }
    return values;
  }

  @Override
  @Nullable Captured over(Subscriber<?> subscriber) {
    if (!(subscriber instanceof CoreSubscriber<?> core) || core.currentContext().isEmpty()) {
      return null;
    }
    ContextView view = core.currentContext();
    ThreadLocalCarrier locals = threadLocalsOfUse();
    Captured threadLocal = locals == null ? Captured.NOTHING : locals.over(view);
    return () -> capture(valuesOf(view, TaskLocals.capture()), threadLocal).open();
  }

  @Override
  @Nullable Captured current() {
    ThreadLocalCarrier locals = threadLocalsOfUse();
    return locals == null ? super.current() : capture(TaskLocals.capture(), locals.current());
  }

  private @Nullable ThreadLocalCarrier threadLocalsOfUse() {
    ThreadLocalCarrier locals = threadLocals;
    return locals != null && locals.isOfUse() ? locals : null;
  }

  /** What is current on this thread, as a context for a publisher. */
  Context forUpstream() {
    TaskLocals values = TaskLocals.capture();
    Context context = Context.of(view());
    if (!values.isEmpty()) {
      context = context.put(TASK_LOCALS, values);
      for (Link<?> link : LINKS) {
        context = link.write(values, context);
      }
    }
    return threadLocals == null ? context : threadLocals.writtenInto(context);
  }

  @Override
  <T> void subscribe(Publisher<? extends T> publisher, Inlet<T> inlet) {
    if (publisher instanceof CorePublisher<? extends T> reactors) {
      reactors.subscribe((Subscriber<T>) new ReactorInlet<>(inlet, forUpstream()));
    } else {
      super.subscribe(publisher, inlet);
    }
  }

  @Override
  <T> SinkSubscriber<T> subscriber(
      Sink<T> sink, Spawner spawner, int prefetch, Discard<T> discard) {
    return new ReactorSinkSubscriber<>(sink, spawner, prefetch, discard, forUpstream());
  }

  @Override
  <T, R> StreamProcessor<T, R> processor(Inlet<T> inlet, StreamPublisher<R> publisher) {
    return new ReactorProcessor<>(inlet, publisher, forUpstream());
  }

  /** An inlet that tells its publisher a context. */
  private static final class ReactorInlet<T> implements CoreSubscriber<T> {
    private final Inlet<T> inlet;
    private final Context context;

    ReactorInlet(Inlet<T> inlet, Context context) {
      this.inlet = inlet;
      this.context = context;
    }

    @Override
    public Context currentContext() {
      return context;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      inlet.onSubscribe(subscription);
    }

    @Override
    public void onNext(T item) {
      inlet.onNext(item);
    }

    @Override
    public void onError(Throwable failure) {
      inlet.onError(failure);
    }

    @Override
    public void onComplete() {
      inlet.onComplete();
    }
  }
}
