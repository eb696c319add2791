package weft.future;

/** {@link Futures#yieldNow}: pending once. */
final class YieldNow implements Future<Void> {
  private static final int FRESH = 0;
  private static final int YIELDED = 1;
  private static final int FINISHED = 2;

  private int state = FRESH;

  @Override
  public Poll<Void> poll(Context cx) {
    switch (state) {
      case FRESH -> {
        state = YIELDED;
        cx.defer();
        return Poll.pending();
      }
      case YIELDED -> {
        state = FINISHED;
        return Poll.done();
      }
      default -> throw Failures.finished("yieldNow");
    }
  }

  @Override
  public void cancel() {
    state = FINISHED;
  }
}
