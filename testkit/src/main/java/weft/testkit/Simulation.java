package weft.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import weft.runtime.WeftRuntime;

/**
 * Runs real Weft programs where every choice follows from a seed: which of the virtual workers
 * takes the next step, whom a worker steals from, what a select polls first, at which of the named
 * points inside the runtime another worker cuts in, how long the network takes, and what goes wrong
 * in it. All of it happens on the calling thread, in simulated time; no thread, socket or clock of
 * the system is used. The scheduler, timers, channels and {@code weft.net} are the real ones.
 *
 * <pre>{@code
 * Simulation.check(1000, simulation -> {
 *   SimHost server = simulation.host("server");
 *   SimHost client = simulation.host("client");
 *   server.spawn("echo", EchoServer.on(7));
 *   assertThat(client.run(EchoClient.ask("server", 7, "hello"))).isEqualTo("hello");
 * });
 * }</pre>
 *
 * <p>A run fails if the scenario throws, if a task fails otherwise than by an {@link IOException}
 * and nobody joins it, if nothing can go on any more though the scenario waits (a deadlock, or a
 * lost wake-up), if it takes too many steps (a livelock), or if a runtime cannot be shut down
 * afterwards. The failure names its seed. It is run again to prove that it repeats, and then with
 * fewer kinds of trouble, and fewer of each, as long as it still fails.
 *
 * <p>{@code -Dweft.seed=N} tries that seed alone; {@code -Dweft.sim.seeds=N} tries N seeds in every
 * check.
 *
 * <p><b>Limits.</b> Between two of the named points a step is atomic. Code that starts threads,
 * reads the system's clock, or depends on the order of identity hashes does not repeat; the replay
 * finds out. User code that holds a monitor while it calls into Weft may find it entered by another
 * task on the same thread: leave {@link Fault#PREEMPTION} out for such code.
 *
 * <p><b>Threads.</b> Everything is called by the thread that runs the scenario, or by the code in
 * it.
 */
public final class Simulation {
  private final long seed;
  private final SimWorld world;
  private final SimFabric fabric;
  private final Map<String, SimHost> hosts = Collections.synchronizedMap(new LinkedHashMap<>());
  private final List<Buried> buried = new ArrayList<>();

  /** The runtime of a host that has crashed: its bodies' threads have to end at last. */
  private record Buried(WeftRuntime runtime, Set<SimActor> actors) {}

  private Simulation(long seed, SimulationOptions options, FaultFilter filter, boolean recording) {
    this.seed = seed;
    this.world = new SimWorld(seed, options, filter, recording, this::describeWaiting);
    this.fabric = new SimFabric(this, world);
  }

  /**
   * Runs {@code scenario} with {@code seeds} seeds and {@link SimulationOptions#DEFAULT}.
   *
   * @throws SimulationFailure at the first seed with which it fails
   */
  public static SimulationReport check(int seeds, Scenario scenario) {
    return check(seeds, SimulationOptions.DEFAULT, scenario);
  }

  /**
   * Runs {@code scenario} with {@code seeds} seeds.
   *
   * @throws SimulationFailure at the first seed with which it fails
   */
  public static SimulationReport check(int seeds, SimulationOptions options, Scenario scenario) {
    return SimExplorer.check(0, seeds, options, scenario);
  }

  /**
   * Runs {@code scenario} once.
   *
   * @return a number that stands for every choice made: the same for each run with that seed
   * @throws SimulationFailure if it fails
   */
  public static long replay(long seed, SimulationOptions options, Scenario scenario) {
    return SimExplorer.replay(seed, options, scenario);
  }

  /** One run and how it ended. */
  static SimRun run(
      long seed,
      SimulationOptions options,
      FaultFilter filter,
      boolean recording,
      Scenario scenario) {
    Simulation simulation = new Simulation(seed, options, filter, recording);
    Throwable failure = simulation.runToEnd(scenario);
    SimWorld world = simulation.world;
    return new SimRun(failure, world.trace().hash(), world);
  }

  private @Nullable Throwable runToEnd(Scenario scenario) {
    Throwable failure = null;
    world.enter();
    try {
      scenario.run(this);
    } catch (Throwable thrown) {
      failure = thrown;
    }
    try {
      if (failure == null) {
        failure = world.broken();
      }
      world.repair();
      Throwable atEnd = shutDown();
      if (failure == null) {
        failure = atEnd != null ? atEnd : world.broken();
      }
    } finally {
      world.leave();
    }
    return failure;
  }

  private @Nullable Throwable shutDown() {
    Throwable failure = null;
    for (SimHost host : hosts.values()) {
      try {
        String left = host.shutDown();
        if (failure == null && left != null) {
          failure = new AssertionError("host " + host.name() + " cannot be shut down: " + left);
        }
        if (failure == null && host.aliveTasks() > 0) {
          failure =
              new AssertionError(
                  "host " + host.name() + " has shut down and left tasks" + describeWaiting());
        }
      } catch (Throwable thrown) {
        failure = failure == null ? thrown : failure;
      }
    }
    for (Buried dead : buried) {
      try {
        world.raise(dead.actors());
        String left = SimHost.shutDown(dead.runtime(), dead.actors(), world);
        if (left != null) {
          world.note(() -> "in a crashed host: " + left);
        }
      } catch (Throwable ofTheDead) {
        // Nobody sees what a machine without power does.
        world.note(() -> "in a crashed host: " + ofTheDead);
      }
    }
    return failure;
  }

  // ---------------------------------------------------------------- for scenarios

  /** The seed of this run. */
  public long seed() {
    return seed;
  }

  /** The host of that name, which is made and started at the first call. */
  public SimHost host(String name) {
    SimHost known = hosts.get(name);
    if (known == null) {
      known = new SimHost(this, world, name, address(name, hosts.size() + 1));
      hosts.put(name, known);
      fabric.add(known);
    }
    return known;
  }

  private static InetAddress address(String name, int number) {
    try {
      return InetAddress.getByAddress(
          name, new byte[] {10, 0, (byte) (number >> 8), (byte) number});
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** The network between the hosts: partitions, delays, resets. */
  public SimFabric network() {
    return fabric;
  }

  /** How much simulated time has passed. */
  public Duration elapsed() {
    return Duration.ofNanos(world.now());
  }

  /** Lets everything run for {@code duration} of simulated time. */
  public void runFor(Duration duration) {
    world.allow(duration.toNanos());
    world.runUntil(() -> false, world.now() + duration.toNanos());
  }

  /** Has {@code action} happen after {@code delay}, between two steps of workers. */
  public void after(Duration delay, Runnable action) {
    world.after(delay.toNanos(), "scenario's action", action);
  }

  /** A choice of the scenario's own, from 0 to {@code bound - 1}. */
  public int random(int bound) {
    return world.draw(bound);
  }

  /**
   * A place in the code under test at which other virtual workers may run, like those inside the
   * runtime. Without it a stretch of code between two awaits is atomic. Does nothing outside a
   * simulation.
   */
  public static void mayPreempt() {
    SimWorld.mayPreempt();
  }

  // ---------------------------------------------------------------- from hosts

  void unhandled(SimHost host, Throwable failure) {
    if (failure instanceof IOException || failure instanceof CancellationException) {
      world.note(() -> "a task of " + host.name() + " failed: " + failure);
    } else {
      world.fail(
          new AssertionError("a task of host " + host.name() + " failed: " + failure, failure));
    }
  }

  void bury(WeftRuntime runtime, Set<SimActor> actors) {
    buried.add(new Buried(runtime, actors));
  }

  /** The tasks of all hosts; may be called by any thread. */
  String describeWaiting() {
    StringBuilder text = new StringBuilder("; tasks:");
    for (SimHost host : hosts.values().toArray(new SimHost[0])) {
      host.describeTasks(text);
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return "Simulation[seed " + seed + ", " + elapsed() + ", " + hosts.values() + "]";
  }
}
