package weft.sync;

import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.internal.wait.Waiter;

/**
 * A future that waits for room in a channel: to put its value there, or to reserve some of it. All
 * but the stage is guarded by the channel's lock.
 */
abstract class MpscClaim<T> extends Waiter {
  private enum Stage {
    FRESH,
    WAITING,
    FINISHED
  }

  /** What became of a claim. */
  enum Answer {
    /** The value is in the channel, or the places are reserved. */
    GRANTED,
    WAIT,
    CLOSED
  }

  final MpscChannel<T> channel;
  final Mpsc.Sender<T> sender;
  final int wanted;
  int missing;
  boolean refused;

  /** What is to be sent; null when places are to be reserved. */
  final @Nullable T value;

  private Stage stage = Stage.FRESH;

  MpscClaim(Mpsc.Sender<T> sender, int wanted, @Nullable T value) {
    this.sender = sender;
    this.channel = sender.channel();
    this.wanted = wanted;
    this.value = value;
  }

  /** One poll. */
  final Answer attempt(Context cx, String name) {
    if (stage == Stage.FINISHED) {
      throw Leftovers.finished(name);
    }
    if (!cx.proceed()) {
      return Answer.WAIT;
    }
    Answer answer =
        stage == Stage.FRESH ? channel.claim(this, cx.waker()) : channel.recheck(this, cx.waker());
    if (answer == Answer.WAIT) {
      stage = Stage.WAITING;
      cx.refund();
    } else {
      stage = Stage.FINISHED;
    }
    return answer;
  }

  /**
   * Gives up, before the first poll or after.
   *
   * @return what became of the claim by then; wait if nothing, and nothing will
   */
  final Answer withdraw() {
    Stage before = stage;
    stage = Stage.FINISHED;
    return before == Stage.WAITING ? channel.withdraw(this) : Answer.WAIT;
  }

  final boolean isFinished() {
    return stage == Stage.FINISHED;
  }
}
