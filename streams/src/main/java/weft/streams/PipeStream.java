package weft.streams;

import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;

/** The taking side of a {@link Pipe} as a stream. */
abstract class PipeStream<T> extends AbstractStream<T> {
  final Pipe<T> pipe;
  private final Discard<T> discard;
  private final OneItem<T> one = new OneItem<>();

  PipeStream(int capacity, Discard<T> discard) {
    this.pipe = new Pipe<>(capacity, discard);
    this.discard = discard;
  }

  /**
   * Called before items are taken, at each poll: the first time, whoever puts has to be started.
   */
  abstract void start(Context cx);

  /** An item was taken: there is room for another. */
  abstract void taken();

  /** The pipe was found empty: whoever puts should not wait for more room than there is. */
  void drained() {}

  /** Everything was taken, and nothing more will come. */
  void ended() {}

  @Override
  public final Progress pollEach(Context cx, Emitter<? super T> emitter) throws Exception {
    requireActive();
    discard.remember(cx);
    start(cx);
    pipe.taking().here();
    while (true) {
      if (pipe.hasItem()) {
        int units = cx.proceed(Sizes.TURN);
        if (units == 0) {
          return Progress.PENDING;
        }
        int count = pipe.takeEach(units, this, emitter);
        cx.refund(units - (count < 0 ? ~count : count));
        if (count < 0) {
          return Progress.STOPPED;
        }
      } else if (pipe.isExhausted()) {
        finish();
        pipe.taking().gone();
        ended();
        Throwable failure = pipe.failure();
        if (failure != null) {
          throw Failures.asException(failure);
        }
        return Progress.DONE;
      } else {
        drained();
        if (!pipe.expectItem() && !pipe.awaitItem(cx)) {
          pipe.taking().gone();
          return Progress.PENDING;
        }
      }
    }
  }

  @Override
  public final Poll<@Nullable T> pollNext(Context cx) throws Exception {
    return one.poll(cx, this);
  }

  @Override
  public SizeHint sizeHint() {
    boolean over = isFinished() || (!pipe.hasItem() && pipe.isExhausted());
    return over ? SizeHint.exactly(0) : SizeHint.UNKNOWN;
  }
}
