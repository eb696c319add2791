package weft.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.async.Async.async;
import static weft.async.Async.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.Weft;
import weft.future.Futures;
import weft.sync.Mpsc;
import weft.sync.Semaphore;
import weft.task.JoinHandle;
import weft.testkit.SimHost;
import weft.testkit.Simulation;
import weft.testkit.Steps;
import weft.time.Interval;
import weft.time.Time;

/** Blocking jobs, straight-line bodies, intervals, and runtimes that end in the middle. */
@Timeout(120)
class BlockingSimulationTest {
  private static final int SEEDS = 100;

  @Test
  void blockingJobsAreJoinedOrNeverStarted() {
    SimulationReports.print(
        "blocking jobs and aborts",
        Simulation.check(
            SEEDS,
            simulation -> {
              SimHost host = simulation.host("one");
              int[] ran = {0};
              List<JoinHandle<Integer>> jobs = new ArrayList<>();
              for (int i = 0; i < 6; i++) {
                int number = i;
                JoinHandle<Integer> job =
                    host.handle()
                        .spawnBlocking(
                            () -> {
                              ran[0]++;
                              return number;
                            });
                jobs.add(job);
                if (simulation.random(2) == 0) {
                  simulation.after(Duration.ofNanos(1 + simulation.random(5_000_000)), job::abort);
                }
              }
              JoinHandle<Integer> inPlace =
                  host.spawn("in place", Futures.lazy(() -> Weft.blockInPlace(() -> 7)));
              int joined = 0;
              for (int i = 0; i < jobs.size(); i++) {
                try {
                  assertThat(host.run(jobs.get(i))).isEqualTo(i);
                  joined++;
                } catch (CancellationException aborted) {
                  assertThat(jobs.get(i).isFinished()).isTrue();
                }
              }
              assertThat(host.run(inPlace)).isEqualTo(7);
              assertThat(ran[0]).isBetween(joined, jobs.size());
            }));
  }

  @Test
  void straightLineBodiesGiveBackWhatTheyHoldWhenAborted() {
    SimulationReports.print(
        "straight-line bodies and aborts",
        Simulation.check(
            SEEDS / 4,
            simulation -> {
              SimHost host = simulation.host("one");
              Crowd crowd = new Crowd(simulation, host);
              Semaphore permits = Semaphore.withPermits(1);
              Mpsc<Integer> channel = Mpsc.unbounded();
              int[] finished = {0};
              for (int i = 0; i < 4; i++) {
                int number = i;
                crowd.addMortal(
                    "body " + i,
                    async(
                        () -> {
                          try (Semaphore.Permit permit = await(permits.acquire())) {
                            assertThat(permits.availablePermits()).isZero();
                            await(crowd.rest());
                            await(channel.sender().send(number));
                            finished[0]++;
                          }
                        }));
              }
              crowd.join();
              assertThat(permits.availablePermits()).isEqualTo(1);
              assertThat(channel.receiver().length()).isEqualTo(finished[0]);
            }));
  }

  @Test
  void intervalsTickInTime() {
    SimulationReports.print(
        "intervals beside busy tasks",
        Simulation.check(
            SEEDS,
            simulation -> {
              SimHost host = simulation.host("one");
              Crowd crowd = new Crowd(simulation, host);
              for (int i = 0; i < 3; i++) {
                Duration period = Duration.ofMillis(2 + i);
                int[] ticks = {0};
                crowd.add(
                    "ticking " + i,
                    Futures.defer(
                        () -> {
                          Duration start = host.elapsed();
                          Interval interval = Time.interval(period);
                          return Steps.loop(
                                  round -> {
                                    if (ticks[0]++ == 10) {
                                      return null;
                                    }
                                    return interval.tick();
                                  })
                              .map(
                                  done -> {
                                    Duration took = host.elapsed().minus(start);
                                    assertThat(took)
                                        .isBetween(period.multipliedBy(9), Duration.ofMillis(100));
                                    return done;
                                  });
                        }));
                crowd.addMortal(
                    "busy " + i, Steps.loop(round -> round < 60 ? Futures.yieldNow() : null));
              }
              crowd.join();
            }));
  }

  /** A runtime is closed by the simulation while everything is under way. */
  @Test
  void runtimesCanBeShutDownInTheMiddle() {
    SimulationReports.print(
        "shut down in the middle",
        Simulation.check(
            SEEDS,
            simulation -> {
              SimHost host = simulation.host("one");
              Semaphore permits = Semaphore.withPermits(1);
              Mpsc<Integer> channel = Mpsc.bounded(1);
              for (int i = 0; i < 5; i++) {
                int number = i;
                host.spawn(
                        "user " + i,
                        Steps.loop(
                            round ->
                                permits
                                    .acquire()
                                    .then(
                                        permit ->
                                            Weft.spawn(
                                                    channel
                                                        .sender()
                                                        .send(number)
                                                        .timeout(Duration.ofMillis(number))
                                                        .recover(late -> null))
                                                .onCancel(permit::close)
                                                .whenDone((done, failure) -> permit.close()))))
                    .cancel();
                host.spawn("receiver " + i, Time.sleep(Duration.ofMillis(i))).cancel();
                host.handle().spawnBlocking(() -> number).cancel();
              }
              host.spawn(
                      "receiver",
                      Steps.loop(
                          round ->
                              Time.sleep(Duration.ofMillis(1))
                                  .then(rested -> channel.receiver().receive())))
                  .cancel();
              simulation.runFor(Duration.ofNanos(1 + simulation.random(20_000_000)));
            }));
  }
}
