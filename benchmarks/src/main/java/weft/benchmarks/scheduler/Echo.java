package weft.benchmarks.scheduler;

import java.util.concurrent.CountDownLatch;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.sync.Mpsc;

/** A hand-written task that answers each message, so many times. */
final class Echo implements Future<Void> {
  private final Mpsc.Receiver<Boolean> pings;
  private final Mpsc.Sender<Boolean> pongs;
  private final CountDownLatch done;
  private int left;

  Echo(Mpsc.Receiver<Boolean> pings, Mpsc.Sender<Boolean> pongs, int times, CountDownLatch done) {
    this.pings = pings;
    this.pongs = pongs;
    this.left = times;
    this.done = done;
  }

  static void send(Mpsc.Sender<Boolean> sender) {
    if (!sender.trySend(true).isSent()) {
      throw new IllegalStateException("a channel of one had no room for its only message");
    }
  }

  @Override
  public Poll<Void> poll(Context cx) {
    while (left > 0) {
      if (pings.pollReceive(cx).isPending()) {
        return Poll.pending();
      }
      left--;
      send(pongs);
    }
    done.countDown();
    return Poll.done();
  }

  /** Begins, and goes on when it is answered. */
  static final class Caller implements Future<Void> {
    private final Mpsc.Sender<Boolean> pings;
    private final Mpsc.Receiver<Boolean> pongs;
    private final CountDownLatch done;
    private int left;
    private boolean waiting;

    Caller(
        Mpsc.Sender<Boolean> pings, Mpsc.Receiver<Boolean> pongs, int times, CountDownLatch done) {
      this.pings = pings;
      this.pongs = pongs;
      this.left = times;
      this.done = done;
    }

    @Override
    public Poll<Void> poll(Context cx) {
      while (left > 0) {
        if (!waiting) {
          waiting = true;
          send(pings);
        }
        if (pongs.pollReceive(cx).isPending()) {
          return Poll.pending();
        }
        waiting = false;
        left--;
      }
      done.countDown();
      return Poll.done();
    }
  }
}
