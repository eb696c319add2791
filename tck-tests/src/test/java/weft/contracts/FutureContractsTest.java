package weft.contracts;

import org.junit.jupiter.api.Nested;
import weft.sync.CancellationToken;
import weft.sync.Mpsc;
import weft.sync.Notify;
import weft.sync.Oneshot;
import weft.sync.Semaphore;
import weft.testkit.FutureContract;

/** Our own waiting futures keep the contract that users' futures are held to. */
class FutureContractsTest {

  @Nested
  class OneshotReceiver extends FutureContract<Integer> {
    @Override
    protected Subject<Integer> subject() {
      Oneshot<Integer> channel = Oneshot.channel();
      return new Subject<>(channel.receiver(), () -> channel.sender().send(1));
    }
  }

  @Nested
  class SemaphoreAcquire extends FutureContract<Semaphore.Permit> {
    @Override
    protected Subject<Semaphore.Permit> subject() {
      Semaphore semaphore = Semaphore.withPermits(0);
      return new Subject<>(semaphore.acquire(), () -> semaphore.addPermits(1));
    }
  }

  @Nested
  class MpscReceive extends FutureContract<Integer> {
    @Override
    protected Subject<Integer> subject() {
      Mpsc<Integer> channel = Mpsc.bounded(1);
      return new Subject<>(channel.receiver().receive(), () -> channel.sender().trySend(1));
    }
  }

  @Nested
  class MpscSend extends FutureContract<Void> {
    @Override
    protected Subject<Void> subject() {
      Mpsc<Integer> channel = Mpsc.bounded(1);
      channel.sender().trySend(1);
      return new Subject<>(channel.sender().send(2), () -> channel.receiver().tryReceive());
    }
  }

  @Nested
  class NotifyNotified extends FutureContract<Void> {
    @Override
    protected Subject<Void> subject() {
      Notify notify = Notify.create();
      return new Subject<>(notify.notified(), notify::notifyOne);
    }
  }

  @Nested
  class TokenCancelled extends FutureContract<Void> {
    @Override
    protected Subject<Void> subject() {
      CancellationToken token = CancellationToken.create();
      return new Subject<>(token.cancelled(), token::cancel);
    }
  }

  @Nested
  class MappedReceiver extends FutureContract<String> {
    @Override
    protected Subject<String> subject() {
      Oneshot<Integer> channel = Oneshot.channel();
      return new Subject<>(channel.receiver().map(String::valueOf), () -> channel.sender().send(1));
    }
  }

  @Nested
  class ChainedReceivers extends FutureContract<Integer> {
    @Override
    protected Subject<Integer> subject() {
      Oneshot<Integer> first = Oneshot.channel();
      Oneshot<Integer> second = Oneshot.channel();
      return new Subject<>(
          first.receiver().then(value -> second.receiver()),
          () -> {
            second.sender().send(2);
            first.sender().send(1);
          });
    }
  }
}
