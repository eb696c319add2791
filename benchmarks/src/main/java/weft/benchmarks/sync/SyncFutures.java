package weft.benchmarks.sync;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.sync.Broadcast;
import weft.sync.Mpsc;
import weft.sync.Mutex;
import weft.sync.Oneshot;
import weft.sync.Semaphore;
import weft.sync.Watch;

/** The tasks of {@link WeftSync}. */
final class SyncFutures {

  private SyncFutures() {}

  /** One after the other. */
  static Future<Void> inTurn(Future<Void> first, Future<Void> second) {
    return first.then(done -> second);
  }

  /** Does something a number of times, each time by a future. */
  private abstract static class Loop<T extends @Nullable Object> implements Future<Void> {
    private int left;
    private @Nullable Future<T> step;

    Loop(int times) {
      this.left = times;
    }

    abstract Future<T> next();

    abstract void finished(T value);

    abstract void end();

    @Override
    public Poll<Void> poll(Context cx) throws Exception {
      while (left > 0) {
        Future<T> current = step;
        if (current == null) {
          current = next();
          step = current;
        }
        if (!(current.poll(cx) instanceof Poll.Ready<T> ready)) {
          return Poll.pending();
        }
        step = null;
        left--;
        finished(ready.value());
      }
      end();
      return Poll.done();
    }
  }

  static final class Send extends Loop<Void> {
    private final Mpsc.Sender<Integer> sender;

    Send(Mpsc.Sender<Integer> sender, int values) {
      super(values);
      this.sender = sender;
    }

    @Override
    Future<Void> next() {
      return sender.send(1);
    }

    @Override
    void finished(Void sent) {}

    @Override
    void end() {
      sender.close();
    }
  }

  static final class Receive implements Future<Void> {
    private final Mpsc.Receiver<Integer> receiver;
    private final CountDownLatch done;

    Receive(Mpsc.Receiver<Integer> receiver, CountDownLatch done) {
      this.receiver = receiver;
      this.done = done;
    }

    @Override
    public Poll<Void> poll(Context cx) {
      while (true) {
        if (!(receiver.pollReceive(cx) instanceof Poll.Ready<@Nullable Integer> ready)) {
          return Poll.pending();
        }
        if (ready.value() == null) {
          done.countDown();
          return Poll.done();
        }
      }
    }
  }

  static final class Oneshots extends Loop<Integer> {
    private final CountDownLatch done;

    Oneshots(CountDownLatch done) {
      super(SyncWork.ONESHOTS);
      this.done = done;
    }

    @Override
    Future<Integer> next() {
      Oneshot<Integer> channel = Oneshot.channel();
      if (!channel.sender().send(1)) {
        throw new IllegalStateException("refused, though the receiver is open");
      }
      return channel.receiver();
    }

    @Override
    void finished(Integer value) {}

    @Override
    void end() {
      done.countDown();
    }
  }

  /** Counts under the lock. */
  static final class Count extends Loop<Mutex.Guard<Integer>> {
    private final Mutex<Integer> counter;
    private final CountDownLatch done;

    Count(Mutex<Integer> counter, CountDownLatch done) {
      super(SyncWork.CLAIMS);
      this.counter = counter;
      this.done = done;
    }

    @Override
    Future<Mutex.Guard<Integer>> next() {
      return counter.lock();
    }

    @Override
    void finished(Mutex.Guard<Integer> guard) {
      guard.set(guard.get() + 1);
      guard.close();
    }

    @Override
    void end() {
      done.countDown();
    }
  }

  /** Takes a permit and gives it back, at once or after a yield. */
  static final class Claims extends Loop<Void> {
    private final Semaphore permits;
    private final boolean yields;
    private final CountDownLatch done;

    Claims(Semaphore permits, boolean yields, CountDownLatch done) {
      super(SyncWork.CLAIMS);
      this.permits = permits;
      this.yields = yields;
      this.done = done;
    }

    @Override
    Future<Void> next() {
      return new Claim(permits.acquire(), yields);
    }

    @Override
    void finished(Void released) {}

    @Override
    void end() {
      done.countDown();
    }
  }

  private static final class Claim implements Future<Void> {
    private final Future<Semaphore.Permit> acquire;
    private boolean mustYield;
    private Semaphore.@Nullable Permit permit;

    Claim(Future<Semaphore.Permit> acquire, boolean yields) {
      this.acquire = acquire;
      this.mustYield = yields;
    }

    @Override
    public Poll<Void> poll(Context cx) throws Exception {
      Semaphore.Permit held = permit;
      if (held == null) {
        if (!(acquire.poll(cx) instanceof Poll.Ready<Semaphore.Permit> ready)) {
          return Poll.pending();
        }
        held = ready.value();
        permit = held;
      }
      if (mustYield) {
        mustYield = false;
        cx.defer();
        return Poll.pending();
      }
      held.close();
      return Poll.done();
    }
  }

  static final class Announce implements Future<Void> {
    private final Broadcast.Sender<Integer> sender;

    Announce(Broadcast.Sender<Integer> sender) {
      this.sender = sender;
    }

    @Override
    public Poll<Void> poll(Context cx) {
      int seen = 0;
      for (int i = 0; i < SyncWork.BROADCASTS; i++) {
        seen += sender.send(1);
      }
      if (seen != SyncWork.BROADCASTS * SyncWork.TASKS) {
        throw new IllegalStateException("a receiver has gone: sent " + seen);
      }
      sender.close();
      return Poll.done();
    }
  }

  static final class Listen implements Future<Void> {
    private final Broadcast.Receiver<Integer> receiver;
    private final CountDownLatch done;

    Listen(Broadcast.Receiver<Integer> receiver, CountDownLatch done) {
      this.receiver = receiver;
      this.done = done;
    }

    @Override
    public Poll<Void> poll(Context cx) throws Exception {
      while (true) {
        if (!(receiver.pollReceive(cx) instanceof Poll.Ready<@Nullable Integer> ready)) {
          return Poll.pending();
        }
        if (ready.value() == null) {
          receiver.close();
          done.countDown();
          return Poll.done();
        }
      }
    }
  }

  /** Sets a value and waits for the answer. */
  static final class Ask extends Loop<Void> {
    private final Watch.Sender<Integer> there;
    private final Watch.Receiver<Integer> back;
    private final CountDownLatch done;

    Ask(Watch.Sender<Integer> there, Watch.Receiver<Integer> back, CountDownLatch done) {
      super(SyncWork.ROUND_TRIPS);
      this.there = there;
      this.back = back;
      this.done = done;
    }

    @Override
    Future<Void> next() {
      there.set(1);
      return back.changed();
    }

    @Override
    void finished(Void changed) {}

    @Override
    void end() {
      back.close();
      there.close();
      done.countDown();
    }
  }

  /** Answers each value. */
  static final class Answer extends Loop<Void> {
    private final Watch.Receiver<Integer> there;
    private final Watch.Sender<Integer> back;
    private final CountDownLatch done;

    Answer(Watch.Receiver<Integer> there, Watch.Sender<Integer> back, CountDownLatch done) {
      super(SyncWork.ROUND_TRIPS);
      this.there = there;
      this.back = back;
      this.done = done;
    }

    @Override
    Future<Void> next() {
      return there.changed();
    }

    @Override
    void finished(Void changed) {
      back.set(1);
    }

    @Override
    void end() {
      done.countDown();
    }
  }
}
