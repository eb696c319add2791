package weft.sync;

import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;

/** {@link Mpsc.Sender#reserve}. */
final class MpscReserve<T> extends MpscClaim<T> implements Future<Mpsc.Permit<T>> {

  MpscReserve(Mpsc.Sender<T> sender, int places) {
    super(sender, places, null);
  }

  @Override
  public Poll<Mpsc.Permit<T>> poll(Context cx) {
    return switch (attempt(cx, "reserve")) {
      case GRANTED -> Poll.ready(new Mpsc.Permit<>(channel, wanted));
      case WAIT -> Poll.pending();
      case CLOSED -> throw MpscChannel.closedException();
    };
  }

  @Override
  public void cancel() {
    if (!isFinished() && withdraw() == Answer.GRANTED) {
      channel.releasePlaces(wanted);
    }
  }
}
