package weft.streams;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;

/** Each item through a function. */
final class MapStream<T, R> extends Stage<T, R> implements Emitter<T> {
  private final Function<? super T, ? extends R> mapper;
  private Emitter<? super R> down = Emitters.none();

  MapStream(Stream<? extends T> upstream, Function<? super T, ? extends R> mapper) {
    super(upstream);
    this.mapper = mapper;
  }

  @Override
  public Poll<@Nullable R> pollNext(Context cx) throws Exception {
    requireActive();
    Poll<? extends T> poll = upstream.pollNext(cx);
    if (poll instanceof Poll.Ready<? extends T> ready && ready.value() != null) {
      R mapped;
      try {
        mapped = Failures.requireItem(mapper.apply(ready.value()), "map");
      } catch (Throwable failure) {
        throw fail(failure);
      }
      return Poll.ready(mapped);
    }
    return pass(poll);
  }

  @Override
  public Progress pollEach(Context cx, Emitter<? super R> emitter) throws Exception {
    requireActive();
    down = emitter;
    return settle(upstream.pollEach(cx, this));
  }

  @Override
  public boolean emit(T item) {
    R mapped;
    try {
      mapped = Failures.requireItem(mapper.apply(item), "map");
    } catch (Throwable failure) {
      return stop(failure);
    }
    return down.emit(mapped);
  }

  @Override
  public SizeHint sizeHint() {
    return upstream.sizeHint();
  }
}
