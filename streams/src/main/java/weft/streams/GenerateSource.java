package weft.streams;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.async.Async;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;

/** The items of straight-line code, which runs while this stream is polled. */
final class GenerateSource<T> extends AbstractStream<T> {
  private final Discard<T> discard = Discard.toRuntime();
  private final Pipe<T> pipe = new Pipe<>(1, discard);
  private final Emission<T> emission = new Emission<>(pipe, discard);
  private final Future<Void> body;
  private ContextCarrier.@Nullable Captured context; // of the first poll, for the body's thread
  private boolean started;
  private boolean bodyEnded;
  private volatile boolean codeEnded; // seen before the body's end is
  private @Nullable Exception failed; // what the body threw

  GenerateSource(Emission.Body<T> code) {
    Objects.requireNonNull(code, "body");
    this.body = Async.async(() -> run(code));
  }

  @SuppressWarnings("try") // the scope is there to be closed
  private void run(Emission.Body<T> code) throws Exception {
    ContextCarrier.Captured present =
        Objects.requireNonNullElse(context, ContextCarrier.Captured.NOTHING);
    try (ContextCarrier.Scope scope = present.open()) {
      code.run(emission);
    } finally {
      codeEnded = true;
    }
  }

  @Override
  public Poll<@Nullable T> pollNext(Context cx) throws Exception {
    requireActive();
    discard.remember(cx);
    if (!started) {
      started = true;
      context = ContextCarrier.get().current();
    }
    if (!cx.hasBudget()) { // code that always has another item must not hold the worker
      cx.defer();
      return Poll.pending();
    }
    while (true) {
      T item = pipe.take();
      if (item != null) {
        cx.proceed();
        pipe.wakePutter();
        return Poll.ready(item);
      }
      if (bodyEnded) {
        finish();
        emission.close(); // others may know it
        if (failed != null) {
          throw failed; // after the items that were emitted before
        }
        return Poll.end();
      }
      pipe.awaitItem(cx); // the body may run on a thread of its own
      try {
        bodyEnded = body.poll(cx).isReady();
      } catch (Exception failure) {
        bodyEnded = true;
        failed = failure;
        body.cancel();
      }
      if (!bodyEnded && !pipe.hasItem()) {
        return Poll.pending();
      }
    }
  }

  @Override
  public SizeHint sizeHint() {
    return SizeHint.noneIf(codeEnded && !pipe.hasItem());
  }

  @Override
  public void cancel() {
    if (!isFinished()) {
      finish();
      if (!bodyEnded) {
        body.cancel(); // first, so that a wait in emit ends by it
      }
      emission.close();
    }
  }
}
