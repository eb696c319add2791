package weft.async;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.async.Async.async;
import static weft.async.Async.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.Weft;
import weft.future.Futures;
import weft.internal.context.Current;
import weft.internal.context.Scope;
import weft.internal.system.AsyncEngine;
import weft.runtime.WeftRuntime;
import weft.task.JoinHandle;

/**
 * Bodies that migrate between workers keep their identity: monitors, locks, thread-locals and the
 * current thread. {@code -Dweft.async.checks} sets how many checks are made.
 */
@Timeout(600)
class AsyncMigrationTest {
  private static final int CHECKS = Integer.getInteger("weft.async.checks", 3_000_000);
  private static final int BODIES = 64;
  private static final int CHECKS_PER_ROUND = 6;

  private final ThreadLocal<Integer> local = new ThreadLocal<>();
  private final Object monitor = new Object();
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicInteger wrong = new AtomicInteger();
  private final AtomicInteger checks = new AtomicInteger();
  private final Set<Scope> carriers = ConcurrentHashMap.newKeySet();
  private int guarded; // guarded by monitor
  private int locked; // guarded by lock

  @Test
  void locksAndThreadLocalsBelongToTheBodyWhereverItRuns() throws Exception {
    int rounds = CHECKS / BODIES / CHECKS_PER_ROUND + 1;
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(4).build()) {
      List<JoinHandle<Integer>> bodies = new ArrayList<>();
      for (int i = 0; i < BODIES; i++) {
        int mine = i;
        bodies.add(runtime.spawn(async(() -> work(mine, rounds))));
      }
      int migrated = 0;
      for (JoinHandle<Integer> body : bodies) {
        migrated += runtime.blockOn(body) > 1 ? 1 : 0;
      }
      if (AsyncEngine.current() == AsyncEngine.MOUNTED) {
        assertThat(migrated).as("bodies that ran on several workers").isPositive();
        assertThat(carriers).hasSizeGreaterThan(1);
      }
    }
    assertThat(wrong).as("wrong of %s checks", checks).hasValue(0);
    assertThat(checks.get()).isGreaterThanOrEqualTo(CHECKS);
    assertThat(guarded).isEqualTo(rounds * BODIES);
    assertThat(locked).isEqualTo(rounds * BODIES);
  }

  private int work(int mine, int rounds) throws Exception {
    local.set(mine);
    Thread self = Thread.currentThread();
    Object own = new Object();
    ReentrantLock ownLock = new ReentrantLock();
    Set<Scope> seen = ConcurrentHashMap.newKeySet();
    for (int k = 0; k < rounds; k++) {
      synchronized (monitor) { // contended by bodies on other workers
        guarded++;
      }
      lock.lock();
      try {
        locked++;
      } finally {
        lock.unlock();
      }
      synchronized (own) { // held over an await
        ownLock.lock();
        try {
          hop(k);
          check(Thread.holdsLock(own));
          check(ownLock.isHeldByCurrentThread());
        } finally {
          ownLock.unlock();
        }
      }
      check(!Thread.holdsLock(monitor));
      check(!lock.isHeldByCurrentThread());
      check(local.get() == mine);
      check(Thread.currentThread() == self);
      Scope scope = Current.scope();
      if (scope != null) {
        seen.add(scope.carrier());
        carriers.add(scope.carrier());
      }
    }
    checks.addAndGet(rounds * CHECKS_PER_ROUND);
    return seen.size();
  }

  /** Sometimes a yield, sometimes a task of its own to wait for, which others may steal. */
  private static void hop(int k) throws Exception {
    if (k % 8 == 0) {
      await(Weft.spawn(Futures.yieldNow()));
    } else {
      await(Futures.yieldNow());
    }
  }

  private void check(boolean right) {
    if (!right) {
      wrong.incrementAndGet();
    }
  }
}
