package weft.benchmarks.scheduler;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.runtime.WeftRuntime;
import weft.sync.Oneshot;
import weft.task.JoinHandle;

/**
 * The benchmarks' tasks as hand-written futures: state machines as somebody writes them who cares
 * for each nanosecond. Cancelling them is not measured, and they hold nothing that outlives them.
 */
final class WeftFutures {

  private WeftFutures() {}

  /** Does nothing. Has no state, so that one object serves as the future of many tasks. */
  static final Future<Void> EMPTY = cx -> Poll.done();

  private static void send(Oneshot.Sender<Boolean> sender) {
    if (!sender.send(true)) {
      throw new IllegalStateException("a benchmark's receiver has gone");
    }
  }

  /** Counts down when polled; the last one opens the latch. */
  static final class CountDown implements Future<Void> {
    private final AtomicInteger remaining;
    private final CountDownLatch done;

    CountDown(AtomicInteger remaining, CountDownLatch done) {
      this.remaining = remaining;
      this.done = done;
    }

    @Override
    public Poll<Void> poll(Context cx) {
      if (remaining.decrementAndGet() == 0) {
        done.countDown();
      }
      return Poll.done();
    }
  }

  /** Spawns many tasks. */
  static final class SpawnMany implements Future<Void> {
    private final WeftRuntime runtime;
    private final CountDownLatch done;

    SpawnMany(WeftRuntime runtime, CountDownLatch done) {
      this.runtime = runtime;
      this.done = done;
    }

    @Override
    public Poll<Void> poll(Context cx) {
      var remaining = new AtomicInteger(Work.SPAWNS);
      for (int i = 0; i < Work.SPAWNS; i++) {
        runtime.spawn(new CountDown(remaining, done));
      }
      return Poll.done();
    }
  }

  /** Awaits handles in their order. */
  static final class AwaitAll implements Future<Void> {
    private final JoinHandle<Void>[] handles;
    private int next;

    AwaitAll(JoinHandle<Void>[] handles) {
      this.handles = handles;
    }

    @Override
    public Poll<Void> poll(Context cx) throws Exception {
      while (next < handles.length) {
        if (handles[next].poll(cx).isPending()) {
          return Poll.pending();
        }
        next++;
      }
      return Poll.done();
    }
  }

  /** Spawns tasks from within a current-thread runtime and awaits them. */
  static final class SpawnAndAwaitAll implements Future<Void> {
    private final WeftRuntime runtime;
    private final Future<Void>[] futures;
    private @Nullable AwaitAll all;

    SpawnAndAwaitAll(WeftRuntime runtime, Future<Void>[] futures) {
      this.runtime = runtime;
      this.futures = futures;
    }

    @Override
    public Poll<Void> poll(Context cx) throws Exception {
      AwaitAll awaited = all;
      if (awaited == null) {
        JoinHandle<Void>[] handles = handles(futures.length);
        for (int i = 0; i < futures.length; i++) {
          handles[i] = runtime.spawn(futures[i]);
        }
        awaited = all = new AwaitAll(handles);
      }
      return awaited.poll(cx);
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  static JoinHandle<Void>[] handles(int count) {
    return new JoinHandle[count];
  }

  /** Yields, then stalls, until the flag is lowered. */
  static final class YieldAndStall implements Future<Void> {
    private final BusyFlag busy;
    private boolean yielded;

    YieldAndStall(BusyFlag busy) {
      this.busy = busy;
    }

    @Override
    public Poll<Void> poll(Context cx) {
      if (yielded) {
        Work.stall();
      }
      yielded = true;
      if (!busy.isUp()) {
        return Poll.done();
      }
      cx.defer();
      return Poll.pending();
    }
  }

  /** Stalls, then spawns its successor, until the flag is lowered. */
  static final class StallAndRespawn implements Future<Void> {
    private final WeftRuntime runtime;
    private final BusyFlag busy;

    StallAndRespawn(WeftRuntime runtime, BusyFlag busy) {
      this.runtime = runtime;
      this.busy = busy;
    }

    @Override
    public Poll<Void> poll(Context cx) {
      Work.stall();
      if (busy.isUp()) {
        runtime.spawn(new StallAndRespawn(runtime, busy));
      }
      return Poll.done();
    }
  }

  /** Yields many times; then counts down, if there is something to count. */
  static final class Yields implements Future<Void> {
    private final @Nullable CountDownLatch done;
    private int left = Work.YIELDS;

    Yields(@Nullable CountDownLatch done) {
      this.done = done;
    }

    @Override
    public Poll<Void> poll(Context cx) {
      if (left-- > 0) {
        cx.defer();
        return Poll.pending();
      }
      if (done != null) {
        done.countDown();
      }
      return Poll.done();
    }
  }

  /** Spawns the pairs. */
  static final class SpawnPairs implements Future<Void> {
    private final WeftRuntime runtime;
    private final Runnable whenAllDone;

    SpawnPairs(WeftRuntime runtime, Runnable whenAllDone) {
      this.runtime = runtime;
      this.whenAllDone = whenAllDone;
    }

    @Override
    public Poll<Void> poll(Context cx) {
      var remaining = new AtomicInteger(Work.PAIRS);
      for (int i = 0; i < Work.PAIRS; i++) {
        runtime.spawn(new Pair(runtime, remaining, whenAllDone));
      }
      return Poll.done();
    }
  }

  /** One task of a pair: makes both channels, starts its partner, sends, and awaits the answer. */
  static final class Pair implements Future<Void> {
    private final WeftRuntime runtime;
    private final AtomicInteger remaining;
    private final Runnable whenAllDone;
    private Oneshot.@Nullable Receiver<Boolean> answer;

    Pair(WeftRuntime runtime, AtomicInteger remaining, Runnable whenAllDone) {
      this.runtime = runtime;
      this.remaining = remaining;
      this.whenAllDone = whenAllDone;
    }

    @Override
    public Poll<Void> poll(Context cx) throws Exception {
      Oneshot.Receiver<Boolean> pong = answer;
      if (pong == null) {
        Oneshot<Boolean> ping = Oneshot.channel();
        Oneshot<Boolean> back = Oneshot.channel();
        pong = answer = back.receiver();
        runtime.spawn(new Partner(ping.receiver(), back.sender()));
        send(ping.sender());
      }
      if (pong.poll(cx).isPending()) {
        return Poll.pending();
      }
      if (remaining.decrementAndGet() == 0) {
        whenAllDone.run();
      }
      return Poll.done();
    }
  }

  /** The other task of a pair: awaits the message and answers it. */
  static final class Partner implements Future<Void> {
    private final Oneshot.Receiver<Boolean> ping;
    private final Oneshot.Sender<Boolean> pong;

    Partner(Oneshot.Receiver<Boolean> ping, Oneshot.Sender<Boolean> pong) {
      this.ping = ping;
      this.pong = pong;
    }

    @Override
    public Poll<Void> poll(Context cx) throws Exception {
      if (ping.poll(cx).isPending()) {
        return Poll.pending();
      }
      send(pong);
      return Poll.done();
    }
  }

  /** Spawns the next of a chain and ends. */
  static final class Chain implements Future<Void> {
    private final WeftRuntime runtime;
    private final int length;
    private final CountDownLatch done;

    Chain(WeftRuntime runtime, int length, CountDownLatch done) {
      this.runtime = runtime;
      this.length = length;
      this.done = done;
    }

    @Override
    public Poll<Void> poll(Context cx) {
      if (length == 0) {
        done.countDown();
      } else {
        runtime.spawn(new Chain(runtime, length - 1, done));
      }
      return Poll.done();
    }
  }

  /** Spawns an empty task and awaits it, again and again. */
  static final class SpawnAndJoin implements Future<Void> {
    private final WeftRuntime runtime;
    private final CountDownLatch done;
    private int left = Work.JOINS;
    private @Nullable JoinHandle<Void> handle;

    SpawnAndJoin(WeftRuntime runtime, CountDownLatch done) {
      this.runtime = runtime;
      this.done = done;
    }

    @Override
    public Poll<Void> poll(Context cx) throws Exception {
      while (left > 0) {
        JoinHandle<Void> joined = handle;
        if (joined == null) {
          joined = handle = runtime.spawn(EMPTY);
        }
        if (joined.poll(cx).isPending()) {
          return Poll.pending();
        }
        handle = null;
        left--;
      }
      done.countDown();
      return Poll.done();
    }
  }

  /** Runs all pairs and awaits the end of the last one. */
  static final class RunPairs implements Future<Void> {
    private final WeftRuntime runtime;
    private Oneshot.@Nullable Receiver<Boolean> finished;

    RunPairs(WeftRuntime runtime) {
      this.runtime = runtime;
    }

    @Override
    public Poll<Void> poll(Context cx) throws Exception {
      Oneshot.Receiver<Boolean> end = finished;
      if (end == null) {
        Oneshot<Boolean> done = Oneshot.channel();
        end = finished = done.receiver();
        new SpawnPairs(runtime, () -> send(done.sender())).poll(cx);
      }
      return end.poll(cx).isPending() ? Poll.pending() : Poll.done();
    }
  }
}
