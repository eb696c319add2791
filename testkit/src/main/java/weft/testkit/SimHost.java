package weft.testkit;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.internal.driver.Driver;
import weft.internal.driver.RuntimeDriver;
import weft.internal.env.Tunables;
import weft.internal.scheduler.MultiThreadScheduler;
import weft.internal.scheduler.RuntimeSeam;
import weft.internal.scheduler.Watchdog;
import weft.internal.scheduler.Worker;
import weft.runtime.Handle;
import weft.runtime.RuntimeBuilder;
import weft.runtime.ShutdownReport;
import weft.runtime.WeftRuntime;
import weft.task.JoinHandle;

/**
 * A machine in a {@link Simulation}: an address, a clock of its own, and a real multi-thread
 * runtime whose workers are virtual. Code on it uses {@code weft.net}, {@code weft.time} and all
 * else as it is.
 */
public final class SimHost {
  private static final int[] RING_SIZES = {256, 2, 4, 8};
  private static final int[] BUDGETS = {128, 2, 3, 9};
  private static final int[] EVENT_INTERVALS = {61, 1, 3, 9};
  private static final int[] GLOBAL_INTERVALS = {0, 1, 2, 31};
  private static final int MOST_SKEW_PPM = 50_000; // five in a hundred: far worse than quartz
  private static final int MILLION = 1_000_000;

  private static final Duration SHUTDOWN_TIMEOUT = Duration.ofMinutes(1);

  private final Simulation simulation;
  private final SimWorld world;
  private final String name;
  private final InetAddress address;
  private final int skewPpm;
  private final Set<SimActor> actors = new LinkedHashSet<>();
  private @Nullable WeftRuntime runtime;
  private @Nullable SimWaiter waiter;
  private @Nullable Driver driver;
  private TaskTracker tasks;
  private int incarnation;

  SimHost(Simulation simulation, SimWorld world, String name, InetAddress address) {
    this.simulation = simulation;
    this.world = world;
    this.name = name;
    this.address = address;
    this.skewPpm =
        world.isOn(Fault.CLOCK_SKEW)
            ? world.draw(Fault.CLOCK_SKEW, 2 * MOST_SKEW_PPM) - MOST_SKEW_PPM
            : 0;
    this.tasks = newTracker();
    boot();
  }

  private TaskTracker newTracker() {
    return new TaskTracker(world.isRecording(), event -> world.noteOfWorker(() -> event));
  }

  private void boot() {
    incarnation++;
    tasks = newTracker();
    SimWaiter made = new SimWaiter(this, world);
    RuntimeBuilder builder =
        WeftRuntime.builder().multiThread().workerThreads(world.options().workers());
    tasks.watch(builder);
    // An idle thread would wait on top of the scenario's own, which could not go on meanwhile.
    builder.threadKeepAlive(Duration.ZERO);
    builder.onUnhandledFailure((task, failure) -> simulation.unhandled(this, failure));
    RuntimeSeam<RuntimeBuilder, WeftRuntime> seam = RuntimeSeam.installed();
    seam.inject(
        builder,
        new SimEnvironment(this, world, tunables()),
        (environment, wheels) -> RuntimeDriver.create(environment.clock(), wheels, made));
    WeftRuntime built = builder.build();
    waiter = made;
    runtime = built;
    MultiThreadScheduler scheduler = (MultiThreadScheduler) seam.scheduler(built);
    driver = scheduler.driver();
    for (Worker worker : scheduler.workers()) {
      SimActor actor = new SimActor(this, worker);
      actors.add(actor);
      world.add(actor);
    }
  }

  private Tunables tunables() {
    if (!world.chance(Fault.SMALL_LIMITS, 2)) {
      return Tunables.DEFAULT;
    }
    return new Tunables(
        pick(RING_SIZES),
        world.draw(Fault.SMALL_LIMITS, 4),
        pick(BUDGETS),
        pick(EVENT_INTERVALS),
        pick(GLOBAL_INTERVALS),
        world.draw(Fault.SMALL_LIMITS, 3),
        1);
  }

  private int pick(int[] choices) {
    return choices[world.draw(Fault.SMALL_LIMITS, choices.length)];
  }

  /** The name, under which other hosts find this one by {@code TcpStream.connect(name, port)}. */
  public String name() {
    return name;
  }

  /** The address in the simulated network. */
  public InetAddress address() {
    return address;
  }

  /** The address with a port. */
  public InetSocketAddress address(int port) {
    return new InetSocketAddress(address, port);
  }

  /** Whether the host runs. */
  public boolean isUp() {
    return runtime != null;
  }

  /**
   * The host's runtime.
   *
   * @throws IllegalStateException while the host is down
   */
  public Handle handle() {
    return running().handle();
  }

  /**
   * Wants that no task lives, no timer waits and no socket is open on this host. What is only about
   * to end is no leak: everything may go on until time would have to move.
   *
   * @throws AssertionError naming those that do
   * @throws IllegalStateException while the host is down
   */
  public void assertNoLeaks() {
    running();
    world.settle();
    Driver used = driver;
    if (used != null) {
      Leaks.of(tasks, used).requireNone();
    }
  }

  WeftRuntime runtime() {
    return running();
  }

  private WeftRuntime running() {
    WeftRuntime up = runtime;
    if (up == null) {
      throw new IllegalStateException("host " + name + " is down: restart it first");
    }
    return up;
  }

  /** Starts a task on this host. */
  public <T extends @Nullable Object> JoinHandle<T> spawn(Future<T> future) {
    return running().spawn(future);
  }

  /** Starts a task on this host with a name that failures show. */
  public <T extends @Nullable Object> JoinHandle<T> spawn(String task, Future<T> future) {
    return running().spawn(task, future);
  }

  /**
   * Runs the simulation until {@code future}, polled on this host, is ready.
   *
   * @throws Exception what the future threw
   */
  public <T extends @Nullable Object> T run(Future<T> future) throws Exception {
    return running().blockOn(new BesideOthers<>(future));
  }

  /** Others run beside the scenario's thread, also while it is woken again and again. */
  private final class BesideOthers<T extends @Nullable Object> implements Future<T> {
    private final Future<T> future;
    private boolean polled;

    BesideOthers(Future<T> future) {
      this.future = future;
    }

    @Override
    public Poll<T> poll(Context cx) throws Exception {
      if (polled) {
        world.othersGoOn();
      }
      polled = true;
      return future.poll(cx);
    }

    @Override
    public void cancel() {
      future.cancel();
    }
  }

  /**
   * The machine loses its power: none of its tasks takes another step, its connections say nothing
   * any more, and what its tasks would clean up is cleaned up at the end of the simulation, when
   * nobody sees it. No effect if it is down.
   */
  public void crash() {
    WeftRuntime up = runtime;
    if (up == null) {
      return;
    }
    world.note(() -> "crash of " + name);
    Set<SimActor> stopped = new LinkedHashSet<>(actors);
    world.removeAll(stopped);
    actors.clear();
    SimWaiter waited = waiter;
    SimNetwork network = waited == null ? null : waited.networkIfUsed();
    if (network != null) {
      network.losePower();
    }
    runtime = null;
    waiter = null;
    driver = null;
    tasks = newTracker(); // what is down has none
    incarnation++;
    simulation.bury(up, stopped);
  }

  /** The machine comes back with a new runtime and nothing in memory. No effect if it is up. */
  public void restart() {
    if (runtime == null) {
      world.note(() -> "restart of " + name);
      boot();
    }
  }

  /** The clock of this host: its runtime goes by it. */
  public TestClock clock() {
    return new SimClock(this, world);
  }

  /** How much time has passed on this host's clock since the simulation began. */
  public Duration elapsed() {
    return Duration.ofNanos(localElapsed());
  }

  private long localElapsed() {
    return localTime(world.now());
  }

  /** What this clock says at a simulated time; it never goes back as time goes on. */
  private long localTime(long time) {
    return time + time / MILLION * skewPpm + Math.floorDiv(time % MILLION * skewPpm, MILLION);
  }

  long nanoTime() {
    return TestClock.ORIGIN + localElapsed();
  }

  /** How much simulated time it is until this host's clock has moved by {@code nanos}. */
  long worldNanos(long nanos) {
    long time = worldTimeAfter(nanos);
    return time == SimWait.NEVER ? SimWait.NEVER : time - world.now();
  }

  /** The simulated time at which this host's clock will have moved by {@code nanos}. */
  long worldTimeAfter(long nanos) {
    long now = world.now();
    if (nanos > Long.MAX_VALUE / 4) {
      return SimWait.NEVER;
    }
    if (skewPpm == 0) {
      return now + nanos;
    }
    long target = localElapsed() + nanos;
    long guess = now + (long) (nanos / (1 + skewPpm / (double) MILLION));
    while (localTime(guess) < target) {
      guess++;
    }
    return guess;
  }

  /** As the world's, but nothing happens if this host has crashed in between. */
  void after(long nanos, String what, Runnable action) {
    int before = incarnation;
    world.after(
        nanos,
        what + " on " + name,
        () -> {
          if (incarnation == before) {
            action.run();
          }
        });
  }

  /** What the runtime's watchdog would do now and then on a thread of its own. */
  void lookForBlockedPolls() {
    WeftRuntime up = runtime;
    if (up != null) {
      Watchdog watchdog =
          RuntimeSeam.<RuntimeBuilder, WeftRuntime>installed().scheduler(up).watchdog();
      if (watchdog != null) {
        watchdog.look();
      }
    }
  }

  SimFabric fabric() {
    return simulation.network();
  }

  @Nullable SimNetwork network() {
    SimWaiter waited = waiter;
    return waited == null ? null : waited.networkIfUsed();
  }

  /** Closes the runtime in simulated time; says what is left, or null. */
  @Nullable String shutDown() {
    WeftRuntime up = runtime;
    return up == null ? null : shutDown(up, actors, world);
  }

  static @Nullable String shutDown(WeftRuntime up, Set<SimActor> actors, SimWorld world) {
    up.shutdownBackground();
    // The runtime has no threads to wait for: its workers leave when they have cancelled all.
    world.runUntil(
        () -> actors.stream().allMatch(actor -> actor.gone),
        world.now() + SHUTDOWN_TIMEOUT.toNanos());
    ShutdownReport report = up.shutdownTimeout(SHUTDOWN_TIMEOUT);
    if (!report.isComplete()) {
      return report.toString();
    }
    return actors.stream().allMatch(actor -> actor.gone) ? null : "a worker has not left";
  }

  void describeTasks(StringBuilder text) {
    for (String task : tasks.describe()) {
      text.append("\n  ").append(name).append(": ").append(task);
    }
  }

  /** Tasks that live. */
  int aliveTasks() {
    return tasks.size();
  }

  @Override
  public String toString() {
    return "SimHost[" + name + ", " + address.getHostAddress() + (isUp() ? "" : ", down") + "]";
  }
}
