package weft.future;

/** A waker for polls whose result nobody waits for. */
enum NoopWaker implements Waker {
  INSTANCE;

  @Override
  public void wake() {}
}
