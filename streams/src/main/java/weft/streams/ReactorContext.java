package weft.streams;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;
import weft.future.Poll;
import weft.task.TaskLocal;

/**
 * Reactor's context in streams. Needs {@code reactor-core}, which Weft does not bring along.
 *
 * <p>The bridge carries it: a stream that a {@code Flux} or {@code Mono} reads through {@link
 * Stream#toPublisher} is polled in the context of the subscriber, and a publisher of Reactor's that
 * is read through {@link Streams#fromPublisher} sees the context in which the stream is polled
 * first. So what {@code contextWrite} says at the end of a pipeline reaches the publishers that
 * begin it, also with streams in between, with their boundaries ({@link Sharing#runOn}) and
 * straight-line bodies ({@link Streams#generate}).
 *
 * <p>{@linkplain weft.task.TaskLocal Task-locals} are carried the other way: a publisher of
 * Reactor's that a stream reads has all of them as one value in its context, and a stream that is
 * read further up has them again. {@link #link} gives one of them a key of its own.
 *
 * <p>Where {@code io.micrometer:context-propagation} is present, thread-locals that have an
 * accessor there are carried too: during the polls they have the values of the subscriber's
 * context, on whatever worker that is, and a publisher finds them in its context. Task-locals have
 * an accessor, so that Reactor's automatic context propagation has them in functions of a {@code
 * Flux}.
 */
@SuppressWarnings("exports") // whoever uses this class has Reactor
public final class ReactorContext {
  private ReactorContext() {}

  /** The context of the subscriber that the current poll is for; an empty one if there is none. */
  public static ContextView current() {
    return ReactorCarrier.view();
  }

  /**
   * Gives a task-local a key in Reactor's context, for good and for the whole program: a stream
   * that is read by a subscriber whose context has the key has the value in {@code local}, and a
   * publisher that is read where {@code local} has a value finds it under the key.
   */
  public static <T> void link(Object key, TaskLocal<T> local) {
    ReactorCarrier.link(Objects.requireNonNull(key, "key"), Objects.requireNonNull(local, "local"));
  }

  /**
   * Polls upstream in a changed context, as Reactor's {@code contextWrite} does.
   *
   * @param change makes the new context of the current one, at the first poll
   */
  public static <T> Operator<T, T> write(Function<? super Context, ? extends Context> change) {
    Objects.requireNonNull(change, "change");
    return upstream -> new Written<>(upstream, change);
  }

  private static final class Written<T> extends Stage<T, T> {
    private final Function<? super Context, ? extends Context> change;
    private ContextCarrier.@Nullable Captured captured;

    Written(Stream<? extends T> upstream, Function<? super Context, ? extends Context> change) {
      super(upstream);
      this.change = change;
    }

    @Override
    @SuppressWarnings("try") // the scope is there to be closed
    public Poll<@Nullable T> pollNext(weft.future.Context cx) throws Exception {
      requireActive();
      Poll<? extends T> poll;
      try (ContextCarrier.Scope scope = open()) {
        poll = upstream.pollNext(cx);
      } catch (Throwable failure) {
        throw fail(failure);
      }
      return poll instanceof Poll.Ready<? extends T> ready && ready.value() != null
          ? Polls.widen(poll)
          : pass(poll);
    }

    private ContextCarrier.Scope open() {
      ContextCarrier.Captured present = captured;
      if (present == null) {
        ReactorCarrier carrier = (ReactorCarrier) ContextCarrier.get();
        Context changed = Objects.requireNonNull(change.apply(carrier.forUpstream()), "context");
        present = Objects.requireNonNullElse(carrier.of(changed), ContextCarrier.Captured.NOTHING);
        captured = present;
      }
      return present.open();
    }

    @Override
    public SizeHint sizeHint() {
      return upstream.sizeHint();
    }
  }
}
