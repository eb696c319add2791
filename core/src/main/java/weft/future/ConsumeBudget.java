package weft.future;

/** {@link Futures#consumeBudget}. */
final class ConsumeBudget implements Future<Void> {
  private boolean finished;

  @Override
  public Poll<Void> poll(Context cx) {
    if (finished) {
      throw Failures.finished("consumeBudget");
    }
    if (!cx.proceed()) {
      return Poll.pending();
    }
    finished = true;
    return Poll.done();
  }

  @Override
  public void cancel() {
    finished = true;
  }
}
