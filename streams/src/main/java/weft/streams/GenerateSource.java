package weft.streams;

import org.jspecify.annotations.Nullable;
import weft.async.Async;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;

/** The items of straight-line code, which runs while this stream is polled. */
final class GenerateSource<T> extends AbstractStream<T> {
  private final Pipe<T> pipe = new Pipe<>(1, Discard.toRuntime());
  private final Future<Void> body;
  private boolean bodyEnded;

  GenerateSource(Emission.Body<T> code) {
    Emission<T> out = new Emission<>(pipe);
    this.body = Async.async(() -> code.run(out));
  }

  @Override
  public Poll<@Nullable T> pollNext(Context cx) throws Exception {
    requireActive();
    while (true) {
      T item = pipe.take();
      if (item != null) {
        pipe.wakePutter();
        return Poll.ready(item);
      }
      if (bodyEnded) {
        return end();
      }
      pipe.awaitItem(cx); // the body may run on a thread of its own
      bodyEnded = body.poll(cx).isReady();
      if (!bodyEnded && !pipe.hasItem()) {
        return Poll.pending();
      }
    }
  }

  @Override
  public void cancel() {
    if (!isFinished()) {
      finish();
      if (!bodyEnded) {
        body.cancel(); // first, so that a wait in emit ends by it
      }
      pipe.cancel();
    }
  }
}
