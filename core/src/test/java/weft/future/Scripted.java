package weft.future;

import static org.assertj.core.api.Assertions.assertThat;

/** A future that is pending a given number of times, waking itself, and then ends as told. */
public final class Scripted<T> implements Future<T> {
  private final int pendings;
  private final T value;
  private final Throwable failure;
  private int polls;
  private int cancels;
  private boolean finished;

  private Scripted(int pendings, T value, Throwable failure) {
    this.pendings = pendings;
    this.value = value;
    this.failure = failure;
  }

  public static <T> Scripted<T> ready(int pendings, T value) {
    return new Scripted<>(pendings, value, null);
  }

  public static <T> Scripted<T> failed(int pendings, Throwable failure) {
    return new Scripted<>(pendings, null, failure);
  }

  @Override
  public Poll<T> poll(Context cx) throws Exception {
    assertThat(finished).as("polled after it finished").isFalse();
    assertThat(cancels).as("polled after it was cancelled").isZero();
    if (polls++ < pendings) {
      cx.waker().wake();
      return Poll.pending();
    }
    finished = true;
    if (failure != null) {
      throw Failures.rethrow(failure);
    }
    return Poll.ready(value);
  }

  @Override
  public void cancel() {
    cancels++;
  }

  /** The value that it gave; null before, and if it failed. */
  public T finishedWith() {
    return finished ? value : null;
  }

  public int polls() {
    return polls;
  }

  public int cancels() {
    return cancels;
  }

  /** What every owner owes it once the owner is done with it. */
  public void verifyReleasedOnce() {
    int expected = finished && failure == null ? 0 : 1;
    assertThat(cancels).as("cancels, after %s polls of %s", polls, pendings).isEqualTo(expected);
  }
}
