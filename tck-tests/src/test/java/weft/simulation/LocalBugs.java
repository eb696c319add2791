package weft.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import weft.future.Context;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Poll;
import weft.future.Waker;
import weft.sync.Semaphore;
import weft.task.JoinHandle;
import weft.testkit.SimHost;
import weft.testkit.Simulation;
import weft.testkit.Steps;
import weft.time.Time;

/** Programs on one host; {@code correct} chooses the twin. */
final class LocalBugs {
  private LocalBugs() {}

  private static void runAll(SimHost host, List<? extends Future<?>> futures) throws Exception {
    List<JoinHandle<?>> tasks = new ArrayList<>();
    for (int i = 0; i < futures.size(); i++) {
      tasks.add(host.spawn("task " + i, futures.get(i)));
    }
    for (JoinHandle<?> task : tasks) {
      host.run(task);
    }
  }

  // ---------------------------------------------------------------- lost wake-up

  /** A gate that looks, then registers, and does not look again. */
  static void lostWakeUp(Simulation simulation, boolean correct) throws Exception {
    class Gate {
      boolean isOpen;
      Waker waiting;

      void open() {
        isOpen = true;
        if (waiting != null) {
          waiting.wake();
        }
      }

      Poll<Void> pollPass(Context cx) {
        if (isOpen) {
          return Poll.done();
        }
        Simulation.mayPreempt();
        waiting = cx.waker();
        return correct && isOpen ? Poll.done() : Poll.pending();
      }
    }

    Gate gate = new Gate();
    runAll(
        simulation.host("one"),
        List.of(
            Futures.pollFn(gate::pollPass),
            Futures.lazy(
                () -> {
                  gate.open();
                  return 0;
                })));
  }

  // ---------------------------------------------------------------- permit lost on cancel

  /** A semaphore of one permit whose cancelled waiter keeps what it had been assigned already. */
  static void permitLostOnCancel(Simulation simulation, boolean correct) throws Exception {
    class Waiting {
      Waker waker = Waker.noop();
      boolean assigned;
    }
    class Permits {
      final ArrayDeque<Waiting> queue = new ArrayDeque<>();
      boolean free = true;

      void release() {
        Waiting first = queue.poll();
        if (first == null) {
          free = true;
        } else {
          first.assigned = true;
          first.waker.wake();
        }
      }

      Future<Void> acquire() {
        return new Future<>() {
          private Waiting waiting;
          private boolean finished;

          @Override
          public Poll<Void> poll(Context cx) {
            if (waiting == null && free) {
              free = false;
              finished = true;
              return Poll.done();
            }
            if (waiting == null) {
              waiting = new Waiting();
              queue.add(waiting);
            }
            waiting.waker = cx.waker();
            finished = waiting.assigned;
            return finished ? Poll.done() : Poll.pending();
          }

          @Override
          public void cancel() {
            if (waiting == null || finished) {
              return;
            }
            if (waiting.assigned && correct) {
              release();
            }
            queue.remove(waiting);
          }
        };
      }
    }

    Permits permits = new Permits();
    List<Future<?>> users = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Duration held = Duration.ofMillis(1 + simulation.random(3));
      Duration patience = Duration.ofMillis(1 + simulation.random(3));
      users.add(
          Steps.loop(
              round ->
                  round == 3
                      ? null
                      : new Impatient(Time.sleep(patience), permits.acquire())
                          .then(
                              acquired ->
                                  Time.sleep(held).whenDone((done, failure) -> permits.release()))
                          .recover(tooLate -> null)));
    }
    runAll(simulation.host("one"), users);
    assertThat(permits.free).as("the permit is free at the end").isTrue();
  }

  /** Waits for something unless the time is up, which it asks first. */
  private static final class Impatient implements Future<Void> {
    private final Future<Void> time;
    private final Future<Void> wanted;

    Impatient(Future<Void> time, Future<Void> wanted) {
      this.time = time;
      this.wanted = wanted;
    }

    @Override
    public Poll<Void> poll(Context cx) throws Exception {
      if (time.poll(cx).isReady()) {
        wanted.cancel();
        throw new TimeoutException("the time is up");
      }
      if (wanted.poll(cx).isPending()) {
        return Poll.pending();
      }
      time.cancel();
      return Poll.done();
    }

    @Override
    public void cancel() {
      time.cancel();
      wanted.cancel();
    }
  }

  // ---------------------------------------------------------------- ABA

  /** A stack of buffers whose pop compares the top only, so that a top that came back passes. */
  static void abaInAPool(Simulation simulation, boolean correct) throws Exception {
    class Pool {
      final int[] below = {-1, 0, 1, 2};
      int top = 3;
      long changes;
      final Set<Integer> lent = new HashSet<>();

      int pop() {
        while (true) {
          int seenTop = top;
          long seenChanges = changes;
          if (seenTop < 0) {
            return -1;
          }
          int next = below[seenTop];
          Simulation.mayPreempt();
          if (top == seenTop && (!correct || changes == seenChanges)) { // the compare-and-set
            top = next;
            changes++;
            assertThat(lent.add(seenTop)).as("buffer %s is lent once", seenTop).isTrue();
            return seenTop;
          }
        }
      }

      void push(int buffer) {
        lent.remove(buffer);
        below[buffer] = top;
        top = buffer;
        changes++;
      }
    }

    Pool pool = new Pool();
    List<Future<?>> users = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int[] held = {-1};
      users.add(
          Steps.loop(
              round -> {
                if (round == 8) {
                  return null;
                }
                if (held[0] >= 0) {
                  pool.push(held[0]);
                  held[0] = -1;
                } else {
                  held[0] = pool.pop();
                }
                return Futures.yieldNow();
              }));
    }
    runAll(simulation.host("one"), users);
  }

  // ---------------------------------------------------------------- check, await, act

  /** An account that looks at its balance, asks somebody, and then takes the money. */
  static void checkThenAct(Simulation simulation, boolean correct) throws Exception {
    int[] balance = {10};
    Semaphore one = Semaphore.withPermits(1);
    List<Future<?>> takers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Future<Void> take =
          Futures.lazy(() -> balance[0] >= 10)
              .then(
                  enough ->
                      Futures.yieldNow()
                          .map(
                              approved -> {
                                if (enough) {
                                  balance[0] -= 10;
                                }
                                return approved;
                              }));
      takers.add(
          correct
              ? one.acquire().then(permit -> take.whenDone((done, failure) -> permit.close()))
              : take);
    }
    runAll(simulation.host("one"), takers);
    assertThat(balance[0]).as("balance").isNotNegative();
  }

  // ---------------------------------------------------------------- lock order

  /** Two transfers that lock the same two accounts in opposite orders. */
  static void lockOrder(Simulation simulation, boolean correct) throws Exception {
    Semaphore first = Semaphore.withPermits(1);
    Semaphore second = Semaphore.withPermits(1);
    runAll(
        simulation.host("one"),
        List.of(
            transfer(first, second), correct ? transfer(first, second) : transfer(second, first)));
  }

  private static Future<Void> transfer(Semaphore from, Semaphore to) {
    return from.acquire()
        .then(
            outer ->
                Futures.yieldNow()
                    .then(rested -> to.acquire())
                    .then(inner -> Futures.yieldNow().whenDone((done, failure) -> inner.close()))
                    .whenDone((done, failure) -> outer.close()));
  }

  // ---------------------------------------------------------------- starvation

  /** A lock that lets readers in while there are readers, however long a writer has waited. */
  static void starvation(Simulation simulation, boolean correct) throws Exception {
    class Lock {
      int readers;
      boolean writerWaits;
      Waker writer = Waker.noop();

      Future<Void> read(Duration length) {
        return Futures.<Void>pollFn(
                cx -> {
                  if (correct && writerWaits) {
                    cx.services().defer(cx.waker());
                    return Poll.pending();
                  }
                  readers++;
                  return Poll.done();
                })
            .then(entered -> Time.sleep(length))
            .whenDone(
                (done, failure) -> {
                  readers--;
                  writer.wake();
                });
      }

      Future<Void> write() {
        return Futures.pollFn(
            cx -> {
              writerWaits = readers > 0;
              writer = cx.waker();
              return writerWaits ? Poll.pending() : Poll.done();
            });
      }
    }

    SimHost host = simulation.host("one");
    Lock lock = new Lock();
    for (int i = 0; i < 3; i++) {
      Duration offset = Duration.ofMillis(3 * i);
      host.spawn(
              "reader " + i,
              Time.sleep(offset)
                  .then(
                      started ->
                          Steps.loop(
                              round -> round < 100 ? lock.read(Duration.ofMillis(10)) : null)))
          .cancel();
    }
    simulation.runFor(Duration.ofMillis(25));
    try {
      host.run(host.spawn("writer", lock.write().timeout(Duration.ofMillis(500))));
    } catch (TimeoutException starved) {
      throw new AssertionError("the writer starves", starved);
    }
  }
}
