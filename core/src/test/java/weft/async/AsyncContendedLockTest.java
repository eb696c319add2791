package weft.async;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.async.Async.async;
import static weft.async.Async.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.future.Futures;
import weft.future.Poll;
import weft.runtime.WeftRuntime;
import weft.sync.Mpsc;
import weft.task.JoinHandle;

/**
 * Bodies, hand-written futures and threads of the user's wait for the same lock: a lock that is
 * free again wakes one of those who wait, and that must not be a body without a worker to run on.
 */
@Timeout(120)
class AsyncContendedLockTest {
  private static final int ROUNDS = 20_000;

  private final Object lock = new Object();
  private long guarded; // by lock

  private Poll<Void> locked() {
    synchronized (lock) {
      for (int i = 0; i < 200; i++) {
        guarded = guarded * 31 + i; // long enough that others come meanwhile
      }
    }
    return Poll.done();
  }

  @Test
  void whatABodyAwaitsMayContendForALock() throws Exception {
    contend(ROUNDS, () -> await(Futures.pollFn(cx -> locked())));
  }

  /** The watchdog has somebody stand in for the workers each time that nothing goes on. */
  @Test
  void aBodyItselfMayContendForALock() throws Exception {
    contend(ROUNDS / 20, this::locked);
  }

  private interface Step {
    void run() throws Exception;
  }

  private void contend(int rounds, Step step) throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    List<Thread> outside = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Thread thread =
          new Thread(
              () -> {
                while (!stop.get()) {
                  locked();
                }
              });
      thread.start();
      outside.add(thread);
    }
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(2).build()) {
      List<JoinHandle<Void>> tasks = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        tasks.add(
            runtime.spawn(
                async(
                    () -> {
                      for (int k = 0; k < rounds; k++) {
                        step.run();
                      }
                    })));
        int[] left = {rounds};
        tasks.add(
            runtime.spawn(
                Futures.pollFn(
                    cx -> {
                      locked();
                      if (--left[0] == 0) {
                        return Poll.done();
                      }
                      cx.waker().wake();
                      return Poll.pending();
                    })));
      }
      for (JoinHandle<Void> task : tasks) {
        runtime.blockOn(task);
      }
    } finally {
      stop.set(true);
      for (Thread thread : outside) {
        thread.join();
      }
    }
  }

  @Test
  void bodiesTasksAndThreadsSendIntoOneChannel() throws Exception {
    int senders = 2;
    try (WeftRuntime runtime = WeftRuntime.builder().workerThreads(2).build()) {
      Mpsc<Integer> channel = Mpsc.bounded(16);
      List<JoinHandle<Void>> tasks = new ArrayList<>();
      List<Thread> outside = new ArrayList<>();
      for (int i = 0; i < senders; i++) {
        Mpsc.Sender<Integer> mine = channel.sender().copy();
        tasks.add(
            runtime.spawn(
                async(
                    () -> {
                      for (int k = 0; k < ROUNDS; k++) {
                        await(mine.send(k));
                      }
                      mine.close();
                    })));
        Mpsc.Sender<Integer> theirs = channel.sender().copy();
        Thread thread =
            new Thread(
                () -> {
                  try {
                    for (int k = 0; k < ROUNDS / 10; k++) {
                      runtime.blockOn(theirs.send(k));
                    }
                  } catch (Exception failure) {
                    throw new IllegalStateException(failure);
                  } finally {
                    theirs.close();
                  }
                });
        thread.start();
        outside.add(thread);
      }
      channel.sender().close();
      JoinHandle<Integer> received =
          runtime.spawn(
              async(
                  () -> {
                    int count = 0;
                    while (await(channel.receiver().receive()) != null) {
                      count++;
                    }
                    return count;
                  }));
      assertThat(runtime.blockOn(received)).isEqualTo(senders * (ROUNDS + ROUNDS / 10));
      for (JoinHandle<Void> task : tasks) {
        runtime.blockOn(task);
      }
      for (Thread thread : outside) {
        thread.join();
      }
    }
  }
}
