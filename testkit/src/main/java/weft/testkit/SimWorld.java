package weft.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import weft.internal.context.Current;
import weft.internal.context.Scope;
import weft.internal.env.Preemption;
import weft.internal.env.PreemptionPoint;

/**
 * One run: the time, what is to happen when, who can run, and every choice among them.
 *
 * <p>Everything happens on one thread. A step of a virtual worker may reach a {@link
 * PreemptionPoint}; then steps of other workers may run there, nested on the stack. A worker that
 * parks does so at the end of its step and is only noted as waiting; whoever else parks (blockOn on
 * the scenario's thread, or in a blocking job) runs the world until it may go on.
 */
final class SimWorld {
  private static final ThreadLocal<@Nullable SimWorld> RUNNING = new ThreadLocal<>();
  private static final StackWalker STACK = StackWalker.getInstance();
  private static final String NAME = SimWorld.class.getName();
  private static final int DEEPEST_NESTING = 3;
  private static final int LONGEST_STEP_NANOS = 20_000;
  private static final int MOST_STEPS_BESIDE = 4;
  private static final int LONGEST_PREEMPTION_NANOS = 1_000_000;

  static {
    Preemption.install(
        point -> {
          SimWorld world = RUNNING.get();
          if (world != null) {
            world.reached(point);
          }
        });
  }

  private final SimulationOptions options;
  private final SimChoices choices;
  private final SimTrace trace;
  private final PriorityQueue<SimEvent> events = new PriorityQueue<>();
  private final List<SimActor> actors = new ArrayList<>();
  private final ArrayDeque<SimActor> running = new ArrayDeque<>();
  private final List<SimActor> candidates = new ArrayList<>();
  private final int preemptionOdds;
  private final long[] pointHits = new long[PreemptionPoint.values().length];
  private final long[] pointSwitches = new long[PreemptionPoint.values().length];
  private final Supplier<String> describeWaiting;
  private long now;
  private long eventNumber;
  private long steps;
  private long stepLimit;
  private long timeLimit;
  private int nesting;
  private boolean paused; // steps take no time
  private boolean autoAdvance = true;
  private long allowed; // how far time may go without autoAdvance
  private @Nullable Throwable broken; // what the whole run fails with

  SimWorld(
      long seed,
      SimulationOptions options,
      FaultFilter filter,
      boolean recording,
      Supplier<String> describeWaiting) {
    this.options = options;
    this.describeWaiting = describeWaiting;
    this.trace = new SimTrace(recording);
    this.stepLimit = options.maxSteps();
    this.timeLimit = options.maxTime().toNanos();
    this.choices = new SimChoices(seed, options.faults(), filter, trace, () -> now);
    // Some runs preempt at nearly every point, some now and then.
    this.preemptionOdds = 2 << choices.trait(Fault.PREEMPTION, 5);
  }

  /** Makes this the world of the calling thread. */
  void enter() {
    if (RUNNING.get() != null) {
      throw new IllegalStateException("a simulation runs on this thread already");
    }
    RUNNING.set(this);
  }

  void leave() {
    RUNNING.remove();
  }

  SimulationOptions options() {
    return options;
  }

  long now() {
    return now;
  }

  long steps() {
    return steps;
  }

  boolean isRecording() {
    return trace.isRecording();
  }

  SimTrace trace() {
    return trace;
  }

  long[] pointHits() {
    return pointHits;
  }

  long[] pointSwitches() {
    return pointSwitches;
  }

  // ---------------------------------------------------------------- choices

  /** A choice that is no fault. */
  int draw(int bound) {
    return choices.draw(bound);
  }

  /** A detail of a fault that has been decided on. */
  int draw(Fault fault, int bound) {
    return choices.draw(fault, bound);
  }

  boolean isOn(Fault fault) {
    return choices.isOn(fault);
  }

  /** Whether to make a fault here, one time in {@code odds}. */
  boolean chance(Fault fault, int odds) {
    return choices.chance(fault, odds);
  }

  SimChoices choices() {
    return choices;
  }

  // ---------------------------------------------------------------- actors and events

  void add(SimActor actor) {
    actors.add(actor);
  }

  /** None of the host's workers ever runs again. */
  void removeAll(Set<SimActor> gone) {
    gone.forEach(actor -> actor.gone = true);
    actors.removeAll(gone);
  }

  /** Workers of a crashed host may run again, to clean up at the very end. */
  void raise(Set<SimActor> dead) {
    dead.forEach(actor -> actor.gone = false);
    actors.addAll(dead);
  }

  /** The scenario is over: what it failed with does not keep the runtimes from being closed. */
  void repair() {
    broken = null;
    autoAdvance = true;
    stepLimit = steps + options.maxSteps();
    timeLimit = now + options.maxTime().toNanos();
  }

  /** Something that happens by itself. */
  private record SimEvent(long at, long number, String name, Runnable action)
      implements Comparable<SimEvent> {
    @Override
    public int compareTo(SimEvent other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  /** Has {@code action} happen in {@code nanos} from now, between two steps. */
  void after(long nanos, String name, Runnable action) {
    events.add(new SimEvent(now + Math.max(0, nanos), eventNumber++, name, action));
  }

  /** Whether it is a virtual worker that parks, at the end of its step. */
  boolean parksWorker() {
    SimActor actor = running.peek();
    return actor != null && Current.scope() == actor.worker;
  }

  /** The step that runs ends with waiting. */
  void currentWaits(SimWait wait) {
    SimActor actor = running.peek();
    if (actor != null) {
      actor.waiting = wait;
    }
  }

  /** Tells of something that the worker does whose step runs. */
  void noteOfWorker(Supplier<String> line) {
    SimActor actor = running.peek();
    trace.line(now, () -> (actor == null ? "" : actor + " ") + line.get());
  }

  void note(Supplier<String> line) {
    trace.line(now, line);
  }

  /** Fails the run, wherever it is. */
  void fail(Throwable failure) {
    if (broken == null) {
      broken = failure;
    }
  }

  private void throwIfBroken() {
    Throwable failure = broken;
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw new AssertionError("the simulated run has failed", failure);
    }
  }

  @Nullable Throwable broken() {
    return broken;
  }

  // ---------------------------------------------------------------- the loop

  /**
   * Runs until {@code done}.
   *
   * @param end the simulated time at which to stop in any case, or {@link SimWait#NEVER}
   * @throws AssertionError if nothing can happen any more, or too much has
   */
  void runUntil(BooleanSupplier done, long end) {
    while (true) {
      throwIfBroken();
      if (done.getAsBoolean() || now >= end) {
        return;
      }
      if (happensNow()) {
        continue;
      }
      SimActor next = chooseRunnable();
      if (next != null) {
        step(next);
      } else {
        moveTime(end);
      }
    }
  }

  private boolean happensNow() {
    SimEvent event = events.peek();
    if (event == null || event.at > now) {
      return false;
    }
    events.remove();
    trace.mix(event.number);
    trace.line(now, () -> event.name);
    // Not on a worker, even if it happens in the middle of a worker's step.
    Scope before = Current.exchange(null);
    try {
      event.action.run();
    } finally {
      Current.exchange(before);
    }
    return true;
  }

  private @Nullable SimActor chooseRunnable() {
    candidates.clear();
    for (SimActor actor : actors) {
      if (actor.isRunnable()) {
        candidates.add(actor);
      }
    }
    if (isOn(Fault.SPURIOUS_WAKES) && !candidates.isEmpty() && chance(Fault.SPURIOUS_WAKES, 64)) {
      SimActor any = actors.get(draw(Fault.SPURIOUS_WAKES, actors.size()));
      if (!any.running) {
        return any;
      }
    }
    return candidates.isEmpty() ? null : candidates.get(draw(candidates.size()));
  }

  private void step(SimActor actor) {
    countStep();
    SimWait wait = actor.waiting;
    if (wait != null) {
      wait.end();
      actor.waiting = null;
    }
    trace.mix(actor.worker.index());
    actor.running = true;
    running.push(actor);
    try {
      if (!actor.worker.runOnce()) {
        actor.gone = true;
        actors.remove(actor);
      }
    } catch (Throwable failure) {
      fail(failure); // the runtime's own, or the end of a run inside a nested step
      throw failure;
    } finally {
      running.pop();
      actor.running = false;
    }
    int taken = 1 + choices.duration(LONGEST_STEP_NANOS);
    now += paused ? 0 : taken;
  }

  /** The scenario's thread is at work: meanwhile others take some steps. */
  void othersGoOn() {
    countStep();
    for (int left = draw(MOST_STEPS_BESIDE); left > 0; left--) {
      if (!happensNow()) {
        SimActor next = chooseRunnable();
        if (next == null) {
          return;
        }
        step(next);
      }
    }
  }

  private void countStep() {
    steps++;
    if (steps > stepLimit) {
      throw give("livelock: " + options.maxSteps() + " steps and no end" + describeWaiting.get());
    }
  }

  /** Nobody can run: goes to the next thing that happens by itself, or to {@code end}. */
  private void moveTime(long end) {
    long next = end;
    SimEvent event = events.peek();
    if (event != null) {
      next = Math.min(next, event.at);
    }
    for (SimActor actor : actors) {
      SimWait wait = actor.waiting;
      if (wait != null && !actor.running) {
        next = Math.min(next, wait.endsAt());
      }
    }
    if (next == SimWait.NEVER) {
      throw give("deadlock: nothing can run, and no timer is set" + describeWaiting.get());
    }
    if (!autoAdvance && next > allowed) {
      throw give(
          "deadlock: nothing can run, and the clock waits for advance, as autoAdvance is off"
              + describeWaiting.get());
    }
    now = Math.max(now, next);
    trace.mix(now);
    if (now > timeLimit) {
      throw give("no end after " + options.maxTime() + describeWaiting.get());
    }
  }

  // ---------------------------------------------------------------- the clock

  boolean isPaused() {
    return paused;
  }

  void pause(boolean standsStill) {
    paused = standsStill;
  }

  void autoAdvance(boolean enabled) {
    autoAdvance = enabled;
  }

  /** Time may pass for {@code nanos} even without {@link #autoAdvance}; then {@code action}. */
  void advance(long nanos, Runnable action) {
    allow(nanos);
    after(nanos, "end of advance", action);
  }

  void allow(long nanos) {
    allowed = Math.max(allowed, now + Math.min(nanos, Long.MAX_VALUE - now));
  }

  void jump(long nanos) {
    now += Math.min(nanos, Long.MAX_VALUE - 1 - now);
    trace.mix(now);
  }

  /** Whether nothing happens before time moves, but for who asks. */
  boolean othersAreQuiet() {
    SimEvent event = events.peek();
    return running.size() <= 1 // somebody is in the middle of a step otherwise
        && (event == null || event.at > now)
        && actors.stream().noneMatch(SimActor::isRunnable);
  }

  /** Runs until all wait, and time would have to move. */
  void settle() {
    runUntil(this::othersAreQuiet, SimWait.NEVER);
  }

  private AssertionError give(String message) {
    AssertionError failure = new AssertionError(message);
    fail(failure);
    return failure;
  }

  // ---------------------------------------------------------------- preemption

  /** A point in the user's code. */
  static void mayPreempt() {
    SimWorld world = RUNNING.get();
    if (world != null) {
      world.letOthersRun("a point of the user's");
    }
  }

  private void reached(PreemptionPoint point) {
    pointHits[point.ordinal()]++;
    pointSwitches[point.ordinal()] += letOthersRun(point);
  }

  /** How many steps of others ran here. */
  private int letOthersRun(Object point) {
    if (nesting >= DEEPEST_NESTING || !chance(Fault.PREEMPTION, preemptionOdds)) {
      return 0;
    }
    if (isInAtomicCode()) {
      return 0;
    }
    int switches = 0;
    int rounds = 1 + draw(Fault.PREEMPTION, 6);
    nesting++;
    try {
      for (int i = 0; i < rounds; i++) {
        if (happensMeanwhile() || isWatched()) {
          continue;
        }
        SimActor other = chooseOther();
        if (other == null) {
          break;
        }
        trace.line(now, () -> "preempted at " + point + " by " + other);
        switches++;
        step(other);
      }
    } finally {
      nesting--;
    }
    return switches;
  }

  /** Whether the step that runs is inside a class that holds a lock while it calls others. */
  private boolean isInAtomicCode() {
    return STACK.walk(
        frames ->
            frames
                .map(StackWalker.StackFrame::getClassName)
                .dropWhile(NAME::equals) // what led here
                .takeWhile(name -> !name.equals(NAME)) // up to the step
                .anyMatch(options.atomic()::contains));
  }

  /**
   * A thread that was preempted may be away for a while, in which the rest of the world goes on.
   */
  private boolean happensMeanwhile() {
    SimEvent event = events.peek();
    if (event == null
        || event.at - now > (paused ? 0 : LONGEST_PREEMPTION_NANOS)
        || draw(Fault.PREEMPTION, 2) == 0) {
      return false;
    }
    now = Math.max(now, event.at);
    return happensNow();
  }

  /**
   * The watchdog of the worker that was preempted may look at it: twice, and it counts as stuck.
   */
  private boolean isWatched() {
    SimActor preempted = running.peek();
    if (preempted == null || draw(Fault.PREEMPTION, 3) != 0) {
      return false;
    }
    Scope before = Current.exchange(null);
    try {
      preempted.host.lookForBlockedPolls();
    } finally {
      Current.exchange(before);
    }
    return true;
  }

  private @Nullable SimActor chooseOther() {
    List<SimActor> others = new ArrayList<>();
    for (SimActor actor : actors) {
      if (actor.isRunnable()) {
        others.add(actor);
      }
    }
    return others.isEmpty() ? null : others.get(draw(Fault.PREEMPTION, others.size()));
  }
}
