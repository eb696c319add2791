package weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import weft.future.Context;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Poll;
import weft.future.Undelivered;
import weft.future.Waker;
import weft.task.AbortHandle;
import weft.task.JoinHandle;
import weft.task.Outcome;
import weft.task.TaskMeta;

/**
 * Every way of ending a task, each with every other: what throws, when it is aborted and through
 * which handle, what its value is, and what becomes of its handle. Each has one outcome, and every
 * future and value is let go of once.
 */
@Timeout(120)
class TaskCombinationsTest {
  private static final long PATIENCE_SECONDS = 30;

  /** When the task is aborted. */
  private enum Abort {
    NEVER(false),
    BEFORE_THE_FIRST_POLL(true),
    DURING_A_POLL_THAT_IS_PENDING(true),
    WHILE_IDLE(true),
    WHILE_QUEUED(true),
    DURING_THE_LAST_POLL(false),
    AFTER_THE_END(false);

    final boolean cancels;

    Abort(boolean cancels) {
      this.cancels = cancels;
    }
  }

  private enum Through {
    THE_JOIN_HANDLE,
    AN_ABORT_HANDLE
  }

  /** What throws. */
  private enum Fault {
    NOTHING(false, false),
    LAST_POLL(true, false),
    CANCEL(false, true),
    BOTH(true, true);

    final boolean poll;
    final boolean cancel;

    Fault(boolean poll, boolean cancel) {
      this.poll = poll;
      this.cancel = cancel;
    }
  }

  private enum Value {
    PLAIN,
    OWNER,
    OWNER_THAT_THROWS
  }

  /** What becomes of the handle. */
  private enum Interest {
    JOINED,
    POLLED_AND_JOINED,
    DETACHED_AT_ONCE,
    POLLED_AND_DETACHED,
    DETACHED_AFTER_THE_END;

    boolean joins() {
      return this == JOINED || this == POLLED_AND_JOINED;
    }
  }

  private record Case(Abort abort, Through through, Fault fault, Value value, Interest interest) {}

  static Stream<Arguments> flavorsAndAborts() {
    return Stream.of(Flavor.values())
        .flatMap(flavor -> Stream.of(Abort.values()).map(abort -> Arguments.of(flavor, abort)));
  }

  @ParameterizedTest
  @MethodSource("flavorsAndAborts")
  void hasOneOutcomeAndLetsGoOfEverythingOnce(Flavor flavor, Abort abort) throws Exception {
    List<Subject> subjects = new ArrayList<>();
    try (Stage stage = new Stage(flavor)) {
      for (Through through : Through.values()) {
        for (Fault fault : Fault.values()) {
          for (Value value : Value.values()) {
            for (Interest interest : Interest.values()) {
              Subject subject =
                  new Subject(stage, new Case(abort, through, fault, value, interest));
              subject.live();
              subject.check();
              subjects.add(subject);
            }
          }
        }
      }
      assertThat(stage.runtime.metrics().aliveTasks()).isZero();
    }
    assertThat(subjects).hasSize(2 * 4 * 3 * 5);
    subjects.forEach(Subject::check); // nothing has come a second time
  }

  /** One runtime, and what its hooks were told. */
  private static final class Stage implements AutoCloseable {
    final Flavor flavor;
    final Map<Long, AtomicInteger> ends = new ConcurrentHashMap<>();
    final Map<Long, List<Throwable>> unhandled = new ConcurrentHashMap<>();
    final List<Object> undelivered = new CopyOnWriteArrayList<>();
    final WeftRuntime runtime;

    Stage(Flavor flavor) {
      this.flavor = flavor;
      // Without the watchdog: it would have others poll while all workers are occupied.
      this.runtime =
          flavor
              .builder()
              .watchdog(false)
              .onUndelivered(undelivered::add)
              .onUnhandledFailure((task, failure) -> unhandled(task.id().value()).add(failure))
              .onTaskTerminate(this::ended)
              .build();
    }

    private void ended(TaskMeta task) {
      ends.computeIfAbsent(task.id().value(), id -> new AtomicInteger()).incrementAndGet();
    }

    List<Throwable> unhandled(long task) {
      return unhandled.computeIfAbsent(task, id -> new CopyOnWriteArrayList<>());
    }

    /** Runs tasks until {@code condition} holds. */
    void runUntil(BooleanSupplier condition) throws Exception {
      long start = System.nanoTime();
      while (!condition.getAsBoolean()) {
        assertThat(System.nanoTime() - start)
            .isLessThan(TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS));
        if (flavor == Flavor.CURRENT_THREAD) {
          runtime.blockOn(Futures.yieldNow());
        } else {
          Thread.onSpinWait();
        }
      }
    }

    /** Runs {@code action} while no worker can poll anything else. */
    void whileNobodyPolls(Runnable action) throws Exception {
      if (flavor == Flavor.CURRENT_THREAD) {
        action.run(); // outside blockOn nobody does
        return;
      }
      int workers = runtime.metrics().workerCount();
      CountDownLatch occupied = new CountDownLatch(workers);
      CountDownLatch free = new CountDownLatch(1);
      List<JoinHandle<Void>> occupants = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        occupants.add(
            runtime.spawn(
                cx -> {
                  occupied.countDown();
                  await(free);
                  return Poll.done();
                }));
      }
      await(occupied);
      action.run();
      free.countDown();
      for (JoinHandle<Void> occupant : occupants) {
        runtime.blockOn(occupant);
      }
    }

    @Override
    public void close() {
      runtime.close();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** One task's life: its first poll is pending, its second one the last. */
  private static final class Subject implements Future<Object> {
    private final Stage stage;
    private final Case plan;
    private final RuntimeException pollFailure = new IllegalStateException("poll");
    private final RuntimeException cancelFailure = new IllegalStateException("cancel");
    private final CountDownLatch spawned = new CountDownLatch(1);
    private final AtomicInteger polls = new AtomicInteger();
    private final AtomicInteger cancels = new AtomicInteger();
    private final AtomicInteger releases = new AtomicInteger();
    private final Object value;
    private volatile Waker waker = () -> {};
    private volatile AbortHandle aborter;
    private JoinHandle<Object> handle;
    private Outcome<Object> outcome;

    Subject(Stage stage, Case plan) {
      this.stage = stage;
      this.plan = plan;
      this.value = plan.value == Value.PLAIN ? new Object() : (Undelivered) this::release;
    }

    private void release() {
      releases.incrementAndGet();
      if (plan.value == Value.OWNER_THAT_THROWS) {
        throw new IllegalStateException("release, on purpose");
      }
    }

    @Override
    public Poll<Object> poll(Context cx) {
      await(spawned);
      waker = cx.waker();
      boolean isLast = polls.incrementAndGet() == 2;
      if (plan.abort == Abort.DURING_A_POLL_THAT_IS_PENDING
          || isLast && plan.abort == Abort.DURING_THE_LAST_POLL) {
        aborter.abort();
      }
      if (!isLast) {
        return Poll.pending();
      }
      if (plan.fault.poll) {
        throw pollFailure;
      }
      return Poll.ready(value);
    }

    @Override
    public void cancel() {
      cancels.incrementAndGet();
      if (plan.fault.cancel) {
        throw cancelFailure;
      }
    }

    void live() throws Exception {
      if (plan.abort == Abort.BEFORE_THE_FIRST_POLL) {
        stage.whileNobodyPolls(
            () -> {
              spawn();
              aborter.abort();
            });
      } else {
        spawn();
        if (plan.abort != Abort.DURING_A_POLL_THAT_IS_PENDING) {
          stage.runUntil(() -> polls.get() == 1 && isIdle());
        }
      }
      switch (plan.abort) {
        case WHILE_IDLE -> aborter.abort();
        case WHILE_QUEUED ->
            stage.whileNobodyPolls(
                () -> {
                  waker.wake();
                  aborter.abort();
                });
        case NEVER, DURING_THE_LAST_POLL, AFTER_THE_END -> waker.wake();
        default -> {
          // it has been aborted already
        }
      }
      stage.runUntil(aborter::isFinished);
      if (plan.abort == Abort.AFTER_THE_END) {
        aborter.abort();
      }
      waker.wake(); // wakers outlive their task
      if (plan.interest == Interest.DETACHED_AFTER_THE_END) {
        handle.cancel();
      } else if (plan.interest.joins()) {
        outcome = stage.runtime.blockOn(handle.outcome());
      }
      // Whoever detached waits for nobody: the runner may still be telling the hooks.
      stage.runUntil(() -> tellings() >= expectedTellings());
    }

    private void spawn() {
      handle = stage.runtime.spawn("subject", this);
      AbortHandle separate = handle.abortHandle();
      aborter = plan.through == Through.THE_JOIN_HANDLE ? handle : separate;
      if (plan.interest == Interest.POLLED_AND_JOINED
          || plan.interest == Interest.POLLED_AND_DETACHED) {
        try {
          assertThat(handle.poll(Context.of(() -> {})).isPending()).isTrue();
        } catch (Exception e) {
          throw new AssertionError(e);
        }
      }
      if (plan.interest == Interest.DETACHED_AT_ONCE
          || plan.interest == Interest.POLLED_AND_DETACHED) {
        handle.cancel();
      }
      spawned.countDown();
    }

    private boolean isIdle() {
      String state = handle.toString();
      return !state.contains("running") && !state.contains("notified");
    }

    private boolean hasValue() {
      return !plan.abort.cancels && !plan.fault.poll;
    }

    private Throwable expectedFailure() {
      if (plan.abort.cancels) {
        return plan.fault.cancel ? cancelFailure : null;
      }
      return plan.fault.poll ? pollFailure : null;
    }

    private int expectedTellings() {
      return !plan.interest.joins() && (hasValue() || expectedFailure() != null) ? 1 : 0;
    }

    private int tellings() {
      return releases.get() + undeliveredToHook() + stage.unhandled(id()).size();
    }

    private int undeliveredToHook() {
      return (int) stage.undelivered.stream().filter(given -> given == value).count();
    }

    private long id() {
      return aborter.id().value();
    }

    void check() {
      Throwable failure = expectedFailure();
      assertThat(stage.ends.get(id())).as("ends of %s", plan).hasValue(1);
      assertThat(polls)
          .as("polls of %s", plan)
          .hasValue(plan.abort == Abort.BEFORE_THE_FIRST_POLL ? 0 : plan.abort.cancels ? 1 : 2);
      assertThat(cancels).as("cancels of %s", plan).hasValue(hasValue() ? 0 : 1);
      if (plan.interest.joins()) {
        Outcome<Object> expected =
            failure != null
                ? new Outcome.Failed<>(failure)
                : hasValue() ? new Outcome.Completed<>(value) : new Outcome.Cancelled<>();
        assertThat(outcome).as("outcome of %s", plan).isEqualTo(expected);
      }
      boolean isLost = !plan.interest.joins();
      assertThat(stage.unhandled(id()))
          .as("failures told of %s", plan)
          .isEqualTo(isLost && failure != null ? List.of(failure) : List.of());
      boolean isUndelivered = isLost && hasValue();
      assertThat(undeliveredToHook())
          .as("plain values let go of by %s", plan)
          .isEqualTo(isUndelivered && plan.value == Value.PLAIN ? 1 : 0);
      assertThat(releases)
          .as("owners let go of by %s", plan)
          .hasValue(isUndelivered && plan.value != Value.PLAIN ? 1 : 0);
      if (plan.fault == Fault.BOTH && !plan.abort.cancels) {
        assertThat(pollFailure).as("what %s threw", plan).hasSuppressedException(cancelFailure);
      }
    }
  }
}
