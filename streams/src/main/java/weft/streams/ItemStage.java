package weft.streams;

import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;

/**
 * An operator that treats one item after the other and is written as one method: {@link #emit} gets
 * upstream's item and gives what comes of it to {@link #down}. It is its own emitter, so that a
 * chain of such operators runs inside the loop of its source.
 *
 * @param <T> the type of the items that come in
 * @param <R> the type of the items that go out
 */
abstract class ItemStage<T, R> extends Stage<T, R> implements Emitter<T> {
  private final OneItem<R> one = new OneItem<>();

  /**
   * Where {@code emit} gives its items. A field that each operator uses by itself, not a method
   * that they share: the JIT keeps its profile by call site, and a shared one would see every
   * operator of a chain.
   */
  Emitter<? super R> down = Emitters.none();

  private @Nullable Throwable thrown;
  private boolean complete; // nothing more is to come, but the end was not told yet
  private boolean moreWanted; // what the last item of a complete stage was answered

  ItemStage(Stream<? extends T> upstream) {
    super(upstream);
  }

  /** Answers {@code emit} when a function threw: the stream fails once upstream's loop is left. */
  final boolean stop(Throwable failure) {
    thrown = failure;
    return false;
  }

  /**
   * Answers {@code emit} when this stage needs no further item: upstream is given up.
   *
   * @param more what {@code down.emit} answered to the last item, or true if there was none
   */
  final boolean complete(boolean more) {
    complete = true;
    moreWanted = more;
    return false;
  }

  /**
   * Gives on what was held back, when upstream has ended.
   *
   * @return what {@code down.emit} answered, or true if there was nothing
   */
  boolean flushAtEnd() {
    return true;
  }

  @Override
  public final Progress pollEach(Context cx, Emitter<? super R> emitter) throws Exception {
    requireActive();
    if (complete) {
      release();
      finish();
      return Progress.DONE;
    }
    down = emitter;
    prepare(cx);
    Progress progress = upstream.pollEach(cx, this);
    if (progress == Progress.PENDING) {
      return progress;
    }
    if (progress == Progress.DONE) {
      upstreamEnded();
      complete(flushAtEnd());
    }
    if (thrown != null) {
      throw fail(thrown);
    }
    if (!complete) {
      return Progress.STOPPED;
    }
    release();
    if (!moreWanted) {
      return Progress.STOPPED;
    }
    finish();
    return Progress.DONE;
  }

  /** Called before each loop, for stages that keep something of the context. */
  void prepare(Context cx) {}

  @Override
  public final Poll<@Nullable R> pollNext(Context cx) throws Exception {
    return one.poll(cx, this);
  }
}
