package weft.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.Weft;
import weft.future.Context;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Poll;
import weft.sync.Notify;
import weft.sync.Oneshot;
import weft.task.JoinHandle;
import weft.testkit.SimHost;
import weft.testkit.Simulation;

/**
 * The work-stealing scheduler with four virtual workers. Planted mutants (see {@code mutants/}) in
 * its ring, its idle set and its parking make these fail.
 */
@Timeout(120)
class SchedulerSimulationTest {
  private static final int SEEDS = 400;

  /** Spawned from outside while workers fall asleep: each task must be found by somebody. */
  @Test
  void tasksFromOutsideAreNeverLeftBehind() {
    SimulationReports.print(
        "scheduler: spawn from outside",
        Simulation.check(
            SEEDS,
            simulation -> {
              SimHost host = simulation.host("one");
              for (int round = 0; round < 8; round++) {
                List<JoinHandle<Integer>> tasks = new ArrayList<>();
                for (int i = 0; i <= simulation.random(6); i++) {
                  int number = i;
                  tasks.add(host.spawn("task " + i, Futures.yieldNow().map(done -> number)));
                }
                for (int i = 0; i < tasks.size(); i++) {
                  assertThat(host.run(tasks.get(i))).isEqualTo(i);
                }
              }
            }));
  }

  /** Another thread spawns at any moment, also while the last searching worker lies down. */
  @Test
  void tasksOfAnotherThreadAreNeverLeftBehind() {
    SimulationReports.print(
        "scheduler: spawn by another thread at any moment",
        Simulation.check(
            SEEDS,
            simulation -> {
              SimHost host = simulation.host("one");
              int[] done = {0};
              for (int i = 0; i < 20; i++) {
                simulation.after(
                    Duration.ofNanos(1 + simulation.random(600_000)),
                    () -> host.spawn(Futures.lazy(() -> done[0]++)).cancel());
              }
              simulation.runFor(Duration.ofSeconds(1));
              assertThat(done[0]).as("tasks that have run").isEqualTo(20);
            }));
  }

  /** Far more tasks than rings hold, most of them queued from outside. */
  @Test
  void crowdsAreRefilledAndStolenWithoutLoss() {
    SimulationReports.print(
        "scheduler: crowds",
        Simulation.check(
            SEEDS,
            simulation -> {
              SimHost host = simulation.host("one");
              List<JoinHandle<Void>> crowd = new ArrayList<>();
              for (int i = 0; i < 40; i++) {
                crowd.add(host.spawn("yielder " + i, new Yields(4)));
              }
              for (JoinHandle<Void> task : crowd) {
                host.run(task);
              }
            }));
  }

  /** A oneshot's two ends meet at every point of each other's way. */
  @Test
  void sendAndReceiveMeet() {
    SimulationReports.print(
        "oneshot: send meets receive",
        Simulation.check(
            SEEDS,
            simulation -> {
              SimHost host = simulation.host("one");
              List<JoinHandle<Integer>> receivers = new ArrayList<>();
              for (int i = 0; i < 8; i++) {
                Oneshot<Integer> channel = Oneshot.channel();
                int number = i;
                receivers.add(host.spawn("receiver " + i, channel.receiver()));
                host.spawn("sender " + i, Futures.lazy(() -> channel.sender().send(number)))
                    .cancel();
              }
              for (int i = 0; i < 8; i++) {
                assertThat(host.run(receivers.get(i))).isEqualTo(i);
              }
            }));
  }

  /** A tree of tasks that spawn tasks: rings overflow, are refilled and stolen from. */
  @Test
  void treesOfTasksRunEachNodeOnce() {
    SimulationReports.print(
        "scheduler: trees of tasks",
        Simulation.check(
            SEEDS,
            simulation -> {
              SimHost host = simulation.host("one");
              int depth = 2 + simulation.random(2);
              int width = 2 + simulation.random(4);
              int[] runs = {0};
              JoinHandle<Integer> root = host.spawn("root", new Node(depth, width, runs));
              List<JoinHandle<Void>> crowd = new ArrayList<>();
              for (int i = 0; i < 20; i++) {
                crowd.add(host.spawn("yielder " + i, new Yields(5)));
              }
              int expected = 0;
              for (int level = 0, count = 1; level <= depth; level++, count *= width) {
                expected += count;
              }
              assertThat(host.run(root)).isEqualTo(expected);
              assertThat(runs[0]).isEqualTo(expected);
              for (JoinHandle<Void> task : crowd) {
                host.run(task);
              }
            }));
  }

  /** Pairs wake each other back and forth while others do the same. */
  @Test
  void pingPongOfManyPairsEnds() {
    SimulationReports.print(
        "scheduler: ping-pong",
        Simulation.check(
            SEEDS,
            simulation -> {
              SimHost host = simulation.host("one");
              List<JoinHandle<Void>> players = new ArrayList<>();
              for (int pair = 0; pair < 5; pair++) {
                Notify ping = Notify.create();
                Notify pong = Notify.create();
                players.add(host.spawn("ping " + pair, new Player(ping, pong, 10, true)));
                players.add(host.spawn("pong " + pair, new Player(pong, ping, 10, false)));
              }
              for (JoinHandle<Void> player : players) {
                host.run(player);
              }
            }));
  }

  /** An abort races with everything a task does; the handle always ends. */
  @Test
  void abortedTasksEndOnce() {
    SimulationReports.print(
        "scheduler: aborts",
        Simulation.check(
            SEEDS,
            simulation -> {
              SimHost host = simulation.host("one");
              List<JoinHandle<Integer>> tasks = new ArrayList<>();
              List<Oneshot<Integer>> channels = new ArrayList<>();
              for (int i = 0; i < 6; i++) {
                Oneshot<Integer> channel = Oneshot.channel();
                channels.add(channel);
                tasks.add(host.spawn("receiver " + i, channel.receiver()));
              }
              for (int i = 0; i < 6; i++) {
                Oneshot<Integer> channel = channels.get(i);
                JoinHandle<Integer> task = tasks.get(i);
                int number = i;
                host.spawn("sender " + i, Futures.lazy(() -> channel.sender().send(number)))
                    .cancel();
                host.spawn(
                        "aborter " + i,
                        Futures.lazy(
                            () -> {
                              task.abort();
                              return 0;
                            }))
                    .cancel();
              }
              for (int i = 0; i < 6; i++) {
                try {
                  assertThat(host.run(tasks.get(i))).isEqualTo(i);
                } catch (CancellationException aborted) {
                  assertThat(tasks.get(i).isFinished()).isTrue();
                }
              }
            }));
  }

  private static final class Node implements Future<Integer> {
    private final int depth;
    private final int width;
    private final int[] runs;
    private final List<JoinHandle<Integer>> children = new ArrayList<>();
    private boolean started;
    private int joined;
    private int sum = 1;

    Node(int depth, int width, int[] runs) {
      this.depth = depth;
      this.width = width;
      this.runs = runs;
    }

    @Override
    public Poll<Integer> poll(Context cx) throws Exception {
      if (!started) {
        started = true;
        runs[0]++;
        for (int i = 0; depth > 0 && i < width; i++) {
          children.add(Weft.spawn(new Node(depth - 1, width, runs)));
        }
      }
      while (joined < children.size()) {
        if (!(children.get(joined).poll(cx) instanceof Poll.Ready<Integer> ready)) {
          return Poll.pending();
        }
        sum += ready.value();
        joined++;
      }
      return Poll.ready(sum);
    }
  }

  private static final class Yields implements Future<Void> {
    private int left;

    Yields(int count) {
      left = count;
    }

    @Override
    public Poll<Void> poll(Context cx) {
      if (left-- == 0) {
        return Poll.done();
      }
      cx.waker().wake();
      return Poll.pending();
    }
  }

  private static final class Player implements Future<Void> {
    private final Notify own;
    private final Notify other;
    private int left;
    private boolean serves;
    private Future<Void> waiting;

    Player(Notify own, Notify other, int rounds, boolean serves) {
      this.own = own;
      this.other = other;
      this.left = rounds;
      this.serves = serves;
      this.waiting = own.notified();
    }

    @Override
    public Poll<Void> poll(Context cx) throws Exception {
      if (serves) {
        serves = false;
        other.notifyOne();
      }
      while (left > 0) {
        if (waiting.poll(cx).isPending()) {
          return Poll.pending();
        }
        left--;
        other.notifyOne();
        waiting = own.notified();
      }
      return Poll.done();
    }

    @Override
    public void cancel() {
      waiting.cancel();
    }
  }
}
