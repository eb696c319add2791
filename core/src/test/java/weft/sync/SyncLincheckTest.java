package weft.sync;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import weft.future.AtomicWaker;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Waker;
import weft.interleavings.Interleavings;

/**
 * All interleavings of two threads, up to a number of switches: no wake-up is lost, and no value
 * and no permit is lost or doubled. What waits is polled by hand, so that a lost wake-up shows as a
 * pending future that nobody woke.
 */
@Tag("lincheck")
class SyncLincheckTest {
  private static final int INVOCATIONS = 1000;

  private static final class Wakes implements Waker {
    final AtomicInteger count = new AtomicInteger();

    @Override
    public void wake() {
      count.incrementAndGet();
    }
  }

  private static <T> Poll<T> poll(Future<T> future, Waker waker) {
    try {
      return future.poll(Context.of(waker));
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  private static Thread start(Runnable body) {
    Thread thread = new Thread(body);
    thread.start();
    return thread;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError(what);
    }
  }

  @Test
  void atomicWakerWhoeverIsSecondSeesTheOther() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          AtomicWaker waker = new AtomicWaker();
          AtomicBoolean condition = new AtomicBoolean();
          Wakes wakes = new Wakes();
          Thread waking =
              start(
                  () -> {
                    condition.set(true);
                    waker.wake();
                  });
          waker.register(wakes);
          boolean seen = condition.get();
          join(waking);
          require(seen || wakes.count.get() == 1, "neither saw the other");
        });
  }

  @Test
  void atomicWakerTwoWakersWakeOnce() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          AtomicWaker waker = new AtomicWaker();
          Wakes wakes = new Wakes();
          waker.register(wakes);
          Thread other = start(waker::wake);
          waker.wake();
          join(other);
          require(wakes.count.get() == 1, "woken " + wakes.count.get() + " times");
        });
  }

  @Test
  void oneshotSendAgainstPoll() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Oneshot<Integer> channel = Oneshot.channel();
          Wakes wakes = new Wakes();
          Thread sending = start(() -> require(channel.sender().send(7), "refused"));
          Poll<Integer> first = poll(channel.receiver(), wakes);
          join(sending);
          if (first.isPending()) {
            require(wakes.count.get() == 1, "the receiver was not woken");
            first = poll(channel.receiver(), wakes);
          }
          require(first.get() == 7, "not the value");
        });
  }

  @Test
  void oneshotSendAgainstCancel() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          AtomicInteger undelivered = new AtomicInteger();
          Oneshot<Integer> channel =
              Oneshot.channel((Integer value) -> undelivered.addAndGet(value));
          require(poll(channel.receiver(), new Wakes()).isPending(), "not pending");
          boolean[] sent = {false};
          Thread sending = start(() -> sent[0] = channel.sender().send(7));
          channel.receiver().cancel();
          join(sending);
          require(
              undelivered.get() == (sent[0] ? 7 : 0), "sent " + sent[0] + " and " + undelivered);
        });
  }

  @Test
  void oneshotSendAgainstShutdownAndTryReceive() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Oneshot<Integer> channel = Oneshot.channel();
          boolean[] sent = {false};
          Thread sending = start(() -> sent[0] = channel.sender().send(7));
          channel.receiver().shutdown();
          boolean received =
              channel.receiver().tryReceive() instanceof TryReceive.Received<Integer> value
                  && value.value() == 7;
          join(sending);
          require(received == sent[0], "sent " + sent[0] + ", received " + received);
        });
  }

  @Test
  void oneshotCloseAgainstPoll() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Oneshot<Integer> channel = Oneshot.channel();
          Wakes wakes = new Wakes();
          Thread closing = start(() -> channel.sender().close());
          boolean failed = false;
          try {
            require(channel.receiver().poll(Context.of(wakes)).isPending(), "a value");
          } catch (ClosedException closed) {
            failed = true;
          }
          join(closing);
          require(failed || wakes.count.get() == 1, "the receiver was not woken");
        });
  }

  @Test
  void semaphoreReleaseAgainstTheFirstPoll() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Semaphore semaphore = Semaphore.withPermits(0);
          Future<Semaphore.Permit> claim = semaphore.acquire();
          Wakes wakes = new Wakes();
          Thread releasing = start(() -> semaphore.addPermits(1));
          boolean pending = poll(claim, wakes).isPending();
          join(releasing);
          if (pending) {
            require(wakes.count.get() == 1, "the waiter was not woken");
            require(poll(claim, wakes).isReady(), "woken without a permit");
          }
          require(semaphore.availablePermits() == 0, "a permit too many");
        });
  }

  @Test
  void semaphoreReleaseAgainstCancel() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Semaphore semaphore = Semaphore.withPermits(1);
          Future<Semaphore.Permit> big = semaphore.acquireMany(3);
          Future<Semaphore.Permit> small = semaphore.acquire();
          Wakes wakes = new Wakes();
          require(poll(big, new Wakes()).isPending(), "big is ready");
          require(poll(small, wakes).isPending(), "small is ready");
          Thread releasing = start(() -> semaphore.addPermits(1));
          big.cancel();
          join(releasing);
          require(wakes.count.get() == 1, "the second waiter was not woken");
          require(poll(small, wakes).isReady(), "woken without a permit");
          require(semaphore.availablePermits() == 1, "permits: " + semaphore);
        });
  }

  @Test
  void semaphoreReleaseAgainstClose() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Semaphore semaphore = Semaphore.withPermits(1);
          Future<Semaphore.Permit> claim = semaphore.acquireMany(2);
          Wakes wakes = new Wakes();
          require(poll(claim, wakes).isPending(), "it is ready");
          Thread releasing = start(() -> semaphore.addPermits(1));
          semaphore.close();
          join(releasing);
          require(wakes.count.get() == 1, "the waiter was not woken");
          int held = 0;
          try {
            held = claim.poll(Context.of(wakes)).get().permits();
          } catch (ClosedException closed) {
            held = 0;
          } catch (Exception failure) {
            throw new AssertionError(failure);
          }
          require(held + semaphore.availablePermits() == 2, "permits: " + held + semaphore);
          require(semaphore.isClosed(), "open again");
        });
  }

  @Test
  void semaphoreWithoutWaitersCountsExactly() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Semaphore semaphore = Semaphore.withPermits(1);
          Thread other =
              start(
                  () -> {
                    Semaphore.Permit permit = semaphore.tryAcquire();
                    if (permit != null) {
                      permit.close();
                    }
                  });
          int forgotten = semaphore.forgetPermits(1);
          join(other);
          require(forgotten + semaphore.availablePermits() == 1, "permits: " + semaphore);
        });
  }

  @Test
  void mpscSendAgainstReceive() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Mpsc<Integer> channel = Mpsc.bounded(1);
          Wakes wakes = new Wakes();
          Future<Integer> receive = channel.receiver().receive();
          Thread sending = start(() -> require(channel.sender().trySend(7).isSent(), "full"));
          Poll<Integer> first = poll(receive, wakes);
          join(sending);
          if (first.isPending()) {
            require(wakes.count.get() == 1, "the receiver was not woken");
            first = poll(receive, wakes);
          }
          require(first.get() == 7, "not the value");
        });
  }

  @Test
  void mpscReceiveAgainstAWaitingSend() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Mpsc<Integer> channel = Mpsc.bounded(1);
          require(channel.sender().trySend(1).isSent(), "full");
          Wakes wakes = new Wakes();
          Future<Void> send = channel.sender().send(2);
          boolean[] pending = {false};
          Thread sending = start(() -> pending[0] = poll(send, wakes).isPending());
          require(channel.receiver().tryReceive() instanceof TryReceive.Received, "no value");
          join(sending);
          require(!pending[0] || wakes.count.get() == 1, "the sender was not woken");
          require(
              channel.receiver().tryReceive() instanceof TryReceive.Received<Integer> second
                  && second.value() == 2,
              "the second value is missing");
        });
  }

  @Test
  void mpscCancelledSendIsSentOrUndelivered() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          AtomicInteger undelivered = new AtomicInteger();
          Mpsc<Integer> channel = Mpsc.bounded(1, (Integer value) -> undelivered.incrementAndGet());
          require(channel.sender().trySend(1).isSent(), "full");
          Future<Void> send = channel.sender().send(2);
          require(poll(send, new Wakes()).isPending(), "there was room");
          Thread cancelling = start(send::cancel);
          require(channel.receiver().tryReceive() instanceof TryReceive.Received, "no value");
          join(cancelling);
          boolean received = channel.receiver().tryReceive() instanceof TryReceive.Received;
          require(received != (undelivered.get() == 1), "lost or doubled: " + undelivered);
          require(channel.sender().capacity() == 1, "capacity " + channel.sender().capacity());
        });
  }

  @Test
  void mpscSendAgainstCloseOfTheReceiver() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          AtomicInteger undelivered = new AtomicInteger();
          Mpsc<Integer> channel = Mpsc.bounded(2, (Integer value) -> undelivered.incrementAndGet());
          Mpsc.Permit<Integer> permit = channel.sender().tryReserve();
          boolean[] sent = {false};
          Thread sending =
              start(
                  () -> {
                    permit.send(1);
                    sent[0] = channel.sender().trySend(2).isSent();
                  });
          channel.receiver().close();
          join(sending);
          require(undelivered.get() == (sent[0] ? 2 : 1), "undelivered " + undelivered);
        });
  }

  @Test
  void mpscLengthIsNeverNegative() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Mpsc<Integer> channel = Mpsc.unbounded();
          require(channel.sender().trySend(1).isSent(), "full");
          int[] length = {0};
          Thread looking = start(() -> length[0] = channel.receiver().length());
          require(channel.receiver().tryReceive() instanceof TryReceive.Received, "no value");
          require(channel.sender().trySend(2).isSent(), "full");
          join(looking);
          require(length[0] >= 0 && length[0] <= 1, "length " + length[0]);
        });
  }

  @Test
  void mpscLastSenderAgainstPoll() {
    Interleavings.check(
        INVOCATIONS,
        () -> {
          Mpsc<Integer> channel = Mpsc.bounded(1);
          Wakes wakes = new Wakes();
          Future<Integer> receive = channel.receiver().receive();
          Thread closing = start(() -> channel.sender().close());
          Poll<Integer> first = poll(receive, wakes);
          join(closing);
          if (first.isPending()) {
            require(wakes.count.get() == 1, "the receiver was not woken");
            first = poll(receive, wakes);
          }
          require(first.get() == null, "a value");
        });
  }
}
