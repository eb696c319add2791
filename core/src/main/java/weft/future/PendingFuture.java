package weft.future;

/** {@link Futures#pending}: never finished, so there is no waker to keep. */
enum PendingFuture implements Future<Object> {
  INSTANCE;

  @Override
  public Poll<Object> poll(Context cx) {
    return Poll.pending();
  }
}
