package weft.benchmarks.peers;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import weft.benchmarks.harness.Meter;
import weft.benchmarks.harness.PeerProgram;
import weft.benchmarks.harness.Result;
import weft.benchmarks.sync.SyncWork;

/**
 * The benchmarks of channels and locks on virtual threads with {@code java.util.concurrent}: fair
 * locks and semaphores, as the other programs' are. Its queues have no end: the receiver counts.
 */
final class VirtualThreadsSync {

  private VirtualThreadsSync() {}

  static PeerProgram addTo(PeerProgram program) {
    return program
        .add("mpsc_alone", VirtualThreadsSync::mpscAlone)
        .add("mpsc_1", meter -> mpsc(meter, 1, SyncWork.SMALL))
        .add("mpsc_4", meter -> mpsc(meter, SyncWork.TASKS, SyncWork.LARGE))
        .add("mpsc_4_full", meter -> mpsc(meter, SyncWork.TASKS, SyncWork.SMALL))
        .add("mpsc_4_unbounded", meter -> mpsc(meter, SyncWork.TASKS, 0))
        .add("oneshot", VirtualThreadsSync::oneshot)
        .add("mutex_alone", meter -> mutex(meter, 1))
        .add("mutex_4", meter -> mutex(meter, SyncWork.TASKS))
        .add("semaphore_alone", VirtualThreadsSync::semaphoreAlone)
        .add("semaphore_4", VirtualThreadsSync::semaphore);
  }

  private static Result mpscAlone(Meter meter) throws Exception {
    return meter.median(
        SyncWork.VALUES,
        () -> {
          var queue = new ArrayBlockingQueue<Integer>(SyncWork.LARGE);
          var done = new CountDownLatch(1);
          start(
              () -> {
                for (int i = 0; i < SyncWork.VALUES; i++) {
                  queue.put(1);
                }
                for (int i = 0; i < SyncWork.VALUES; i++) {
                  queue.take();
                }
                done.countDown();
              });
          done.await();
        });
  }

  /** Several senders; a capacity of 0 is none. */
  private static Result mpsc(Meter meter, int senders, int capacity) throws Exception {
    return meter.median(
        senders * SyncWork.VALUES,
        () -> {
          BlockingQueue<Integer> queue =
              capacity == 0 ? new LinkedBlockingQueue<>() : new ArrayBlockingQueue<>(capacity);
          var done = new CountDownLatch(1);
          start(
              () -> {
                for (int i = 0; i < senders * SyncWork.VALUES; i++) {
                  queue.take();
                }
                done.countDown();
              });
          for (int i = 0; i < senders; i++) {
            start(
                () -> {
                  for (int value = 0; value < SyncWork.VALUES; value++) {
                    queue.put(1);
                  }
                });
          }
          done.await();
        });
  }

  private static Result oneshot(Meter meter) throws Exception {
    return meter.median(
        SyncWork.ONESHOTS,
        () -> {
          var done = new CountDownLatch(1);
          start(
              () -> {
                for (int i = 0; i < SyncWork.ONESHOTS; i++) {
                  var value = new CompletableFuture<Integer>();
                  value.complete(1);
                  value.join();
                }
                done.countDown();
              });
          done.await();
        });
  }

  private static Result mutex(Meter meter, int tasks) throws Exception {
    return meter.median(
        tasks * SyncWork.CLAIMS,
        () -> {
          var lock = new ReentrantLock(true);
          int[] counter = {0};
          var done = new CountDownLatch(tasks);
          for (int task = 0; task < tasks; task++) {
            start(
                () -> {
                  for (int i = 0; i < SyncWork.CLAIMS; i++) {
                    lock.lock();
                    counter[0]++;
                    lock.unlock();
                  }
                  done.countDown();
                });
          }
          done.await();
        });
  }

  private static Result semaphoreAlone(Meter meter) throws Exception {
    return meter.median(
        SyncWork.CLAIMS,
        () -> {
          var semaphore = new Semaphore(1, true);
          var done = new CountDownLatch(1);
          start(
              () -> {
                for (int i = 0; i < SyncWork.CLAIMS; i++) {
                  semaphore.acquire();
                  semaphore.release();
                }
                done.countDown();
              });
          done.await();
        });
  }

  private static Result semaphore(Meter meter) throws Exception {
    return meter.median(
        SyncWork.TASKS * SyncWork.CLAIMS,
        () -> {
          var semaphore = new Semaphore(SyncWork.PERMITS, true);
          var done = new CountDownLatch(SyncWork.TASKS);
          for (int task = 0; task < SyncWork.TASKS; task++) {
            start(
                () -> {
                  for (int i = 0; i < SyncWork.CLAIMS; i++) {
                    semaphore.acquire();
                    Thread.yield();
                    semaphore.release();
                  }
                  done.countDown();
                });
          }
          done.await();
        });
  }

  private static void start(Meter.Body body) {
    Thread.startVirtualThread(
        () -> {
          try {
            body.run();
          } catch (Exception e) {
            throw new IllegalStateException("nobody interrupts these threads", e);
          }
        });
  }
}
