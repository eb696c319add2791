package weft.sync;

import java.util.Objects;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Services;

/** {@link Mpsc.Sender#send}. */
final class MpscSend<T> extends MpscClaim<T> implements Future<Void> {
  private Services services = Services.none();

  MpscSend(Mpsc.Sender<T> sender, T value) {
    super(sender, 1, Objects.requireNonNull(value, "value"));
  }

  @Override
  public Poll<Void> poll(Context cx) {
    services = cx.services();
    switch (attempt(cx, "send")) {
      case GRANTED -> {
        return Poll.done();
      }
      case WAIT -> {
        return Poll.pending();
      }
      default -> {
        channel.discard(value, services);
        throw MpscChannel.closedException();
      }
    }
  }

  @Override
  public void cancel() {
    if (!isFinished() && withdraw() != Answer.GRANTED) {
      channel.discard(value, services);
    }
  }
}
