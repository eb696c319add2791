package weft.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.future.Future;
import weft.future.Futures;
import weft.sync.Barrier;
import weft.sync.Mutex;
import weft.sync.OnceCell;
import weft.sync.RwLock;
import weft.sync.Semaphore;
import weft.testkit.SimHost;
import weft.testkit.Simulation;
import weft.testkit.Steps;

/** Locks whose waiters and holders are aborted at any moment. */
@Timeout(120)
class LockSimulationTest {
  private static final int SEEDS = 200;

  /** Rests inside, and leaves however that ends. */
  private static Future<Void> inside(Crowd crowd, Runnable leave) {
    return Futures.yieldNow()
        .then(rested -> crowd.rest())
        .onCancel(leave)
        .whenDone((done, failure) -> leave.run());
  }

  @Test
  void writersAreAloneAndReadersAreNot() {
    SimulationReports.print(
        "read-write lock and aborts",
        Simulation.check(
            SEEDS,
            simulation -> {
              SimHost host = simulation.host("one");
              Crowd crowd = new Crowd(simulation, host);
              RwLock<String> lock = RwLock.of("value", 1 + simulation.random(3));
              int[] readers = {0};
              int[] writers = {0};
              for (int i = 0; i < 10; i++) {
                if (simulation.random(3) == 0) {
                  crowd.addMortal(
                      "writer " + i,
                      lock.write()
                          .then(
                              guard -> {
                                assertThat(readers[0]).as("readers beside a writer").isZero();
                                assertThat(++writers[0]).as("writers").isEqualTo(1);
                                return inside(
                                    crowd,
                                    () -> {
                                      writers[0]--;
                                      guard.close();
                                    });
                              }));
                } else {
                  crowd.addMortal(
                      "reader " + i,
                      lock.read()
                          .then(
                              guard -> {
                                readers[0]++;
                                assertThat(writers[0]).as("writers beside a reader").isZero();
                                return inside(
                                    crowd,
                                    () -> {
                                      readers[0]--;
                                      guard.close();
                                    });
                              }));
                }
              }
              crowd.join();
              RwLock.WriteGuard<String> last = lock.tryWrite();
              assertThat(last).as("the lock at the end").isNotNull();
              last.close();
            }));
  }

  @Test
  void mutexLosesNoUpdateAndNoHolder() {
    SimulationReports.print(
        "mutex and aborts",
        Simulation.check(
            SEEDS,
            simulation -> {
              SimHost host = simulation.host("one");
              Crowd crowd = new Crowd(simulation, host);
              Mutex<Integer> mutex = Mutex.of(0);
              int[] updates = {0};
              for (int i = 0; i < 8; i++) {
                crowd.addMortal(
                    "user " + i,
                    Steps.loop(
                        round ->
                            round == 3
                                ? null
                                : mutex
                                    .lock()
                                    .then(
                                        guard -> {
                                          int seen = guard.get();
                                          return Futures.yieldNow()
                                              .map(
                                                  rested -> {
                                                    guard.set(seen + 1);
                                                    updates[0]++;
                                                    return rested;
                                                  })
                                              .onCancel(guard::close)
                                              .whenDone((done, failure) -> guard.close());
                                        })));
              }
              crowd.join();
              try (Mutex.Guard<Integer> last = mutex.tryLock()) {
                assertThat(last).as("the mutex at the end").isNotNull();
                assertThat(last.get()).isEqualTo(updates[0]);
              }
            }));
  }

  /** Large requests wait for many small ones, and are not passed over. */
  @Test
  void semaphoreGivesManyPermitsAtOnce() {
    SimulationReports.print(
        "semaphore, many at once",
        Simulation.check(
            SEEDS,
            simulation -> {
              SimHost host = simulation.host("one");
              Crowd crowd = new Crowd(simulation, host);
              Semaphore permits = Semaphore.withPermits(4);
              int[] taken = {0};
              for (int i = 0; i < 8; i++) {
                int wanted = 1 + simulation.random(4);
                crowd.addMortal(
                    "user " + i,
                    permits
                        .acquireMany(wanted)
                        .then(
                            permit -> {
                              taken[0] += wanted;
                              assertThat(taken[0]).isBetween(1, 4);
                              return inside(
                                  crowd,
                                  () -> {
                                    taken[0] -= wanted;
                                    permit.close();
                                  });
                            }));
              }
              crowd.join();
              assertThat(permits.availablePermits()).isEqualTo(4);
            }));
  }

  @Test
  void barrierHasOneLeaderForEachRound() {
    SimulationReports.print(
        "barrier",
        Simulation.check(
            SEEDS,
            simulation -> {
              SimHost host = simulation.host("one");
              Crowd crowd = new Crowd(simulation, host);
              Barrier barrier = Barrier.of(3);
              int[] leaders = new int[5];
              for (int i = 0; i < 3; i++) {
                crowd.add(
                    "party " + i,
                    Steps.loop(
                        round ->
                            round == leaders.length
                                ? null
                                : crowd
                                    .rest()
                                    .then(rested -> barrier.arrive())
                                    .map(leads -> leaders[round] += leads ? 1 : 0)));
              }
              assertThat(crowd.join()).isEqualTo(3);
              assertThat(leaders).containsOnly(1);
            }));
  }

  @Test
  void onceCellIsInitialisedOnceThoughInitialisersAreAborted() {
    SimulationReports.print(
        "once cell and aborts",
        Simulation.check(
            SEEDS,
            simulation -> {
              SimHost host = simulation.host("one");
              Crowd crowd = new Crowd(simulation, host);
              OnceCell<Integer> cell = OnceCell.create();
              int[] made = {0};
              List<Integer> seen = new ArrayList<>();
              for (int i = 0; i < 6; i++) {
                int number = i;
                Future<Integer> user =
                    cell.getOrInit(() -> crowd.rest().map(rested -> number))
                        .map(
                            value -> {
                              made[0]++;
                              seen.add(value);
                              return value;
                            });
                if (i == 0) {
                  crowd.add("user " + i, user);
                } else {
                  crowd.addMortal("user " + i, user);
                }
              }
              assertThat(crowd.join()).isEqualTo(made[0]).isPositive();
              assertThat(seen).containsOnly(cell.get());
            }));
  }
}
