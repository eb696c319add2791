package weft.runtime;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.net.TcpListener;
import weft.net.TcpStream;
import weft.task.JoinHandle;
import weft.time.Time;

/**
 * A program in whose small heap there is not one byte left for a while, again and again, while its
 * workers run tasks that need none: they wake themselves and each other, overflow rings, sleep, and
 * pass bytes through sockets. It fails unless all of them go on afterwards.
 */
final class FullHeap {
  private static final int ROUNDS = 3;
  private static final int SPINNERS = 1_200; // more than all rings hold
  private static final int SLEEPERS = 40;
  private static final int ECHOES = 4;
  private static final int ATTEMPTS = 5; // to find room in the full heap: each is a collection

  private static final AtomicLongArray STEPS = new AtomicLongArray(SPINNERS + SLEEPERS + ECHOES);
  private static final AtomicInteger HOGS_HOLDING = new AtomicInteger();

  private FullHeap() {}

  public static void main(String[] args) throws Exception {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (WeftRuntime runtime = Flavor.valueOf(args[0]).create();
        TcpListener listener = runtime.blockOn(TcpListener.bind(any))) {
      for (int i = 0; i < SPINNERS; i++) {
        spawn(runtime, i, spinner());
      }
      for (int i = 0; i < SLEEPERS; i++) {
        spawn(runtime, SPINNERS + i, sleeper(i));
      }
      for (int i = 0; i < ECHOES; i++) {
        TcpStream client = runtime.blockOn(TcpStream.connect(listener.localAddress()));
        spawn(runtime, SPINNERS + SLEEPERS + i, echo(client, runtime.blockOn(listener.accept())));
      }
      awaitAllToMove(runtime);
      for (int round = 0; round < ROUNDS; round++) {
        int before = HOGS_HOLDING.get();
        JoinHandle<Integer> hog = insist(() -> runtime.spawn(hog()));
        insist(() -> runtime.blockOn(hog.outcome()));
        if (HOGS_HOLDING.get() != before + 1) {
          fail("the heap was not full");
        }
        awaitAllToMove(runtime);
        if (runtime.blockOn(runtime.spawn(SpawnTest.yielding(5))) != 5) {
          fail("no task");
        }
      }
    }
    System.out.println("OK");
  }

  /** Counts the steps of a future that takes them for ever. */
  private static void spawn(WeftRuntime runtime, int number, Step step) {
    runtime
        .spawn(
            cx -> {
              try {
                while (step.poll(cx)) {
                  STEPS.incrementAndGet(number);
                  if (!cx.proceed()) {
                    return Poll.pending();
                  }
                }
              } catch (OutOfMemoryError full) {
                cx.waker().wake(); // once more
              }
              return Poll.pending();
            })
        .cancel();
  }

  /** One step of a task; false if it is pending. */
  private interface Step {
    boolean poll(Context cx) throws Exception;
  }

  private static Step spinner() {
    return new Step() {
      private boolean woken;

      @Override
      public boolean poll(Context cx) {
        woken = !woken;
        if (woken) {
          cx.waker().wake();
          return false;
        }
        return true;
      }
    };
  }

  private static Step sleeper(int number) {
    return new Step() {
      private @Nullable Future<Void> sleep;

      @Override
      public boolean poll(Context cx) throws Exception {
        Future<Void> current = sleep;
        if (current == null) {
          current = Time.sleep(Duration.ofMillis(1 + number % 8 * 30)); // several levels
          sleep = current;
        }
        if (current.poll(cx).isPending()) {
          return false;
        }
        sleep = null;
        return true;
      }
    };
  }

  /** A byte goes to the server and back, through buffers that say how far it has come. */
  private static Step echo(TcpStream client, TcpStream server) {
    return new Step() {
      private final ByteBuffer buffer = ByteBuffer.allocateDirect(1);
      private int leg; // there and back, each written and read
      private @Nullable Future<?> going;

      @Override
      public boolean poll(Context cx) throws Exception {
        if (buffer.hasRemaining()) {
          Future<?> current = going;
          if (current == null) {
            TcpStream stream = leg == 0 || leg == 3 ? client : server;
            current = leg % 2 == 0 ? stream.writeAll(buffer) : stream.readExact(buffer);
            going = current;
          }
          try {
            if (current.poll(cx).isPending()) {
              return false;
            }
          } catch (OutOfMemoryError full) {
            going = null; // the buffer tells whether there is more to do
            throw full;
          }
        }
        going = null;
        buffer.clear();
        leg = (leg + 1) % 4;
        return true;
      }
    };
  }

  /** Fills the heap to the last byte, and holds it. */
  private static Future<Integer> hog() {
    return cx -> {
      Object[] hoard = null;
      int size = 1 << 16;
      int failures = 0;
      while (failures < ATTEMPTS) {
        try {
          Object[] next = new Object[size];
          next[0] = hoard;
          hoard = next;
        } catch (OutOfMemoryError full) {
          if (size > 1) {
            size = Math.max(1, size / 4);
          } else {
            failures++;
          }
        }
      }
      HOGS_HOLDING.incrementAndGet();
      return Poll.ready(hoard == null ? 0 : hoard.length);
    };
  }

  private static void awaitAllToMove(WeftRuntime runtime) throws Exception {
    List<Long> before = new ArrayList<>();
    for (int i = 0; i < STEPS.length(); i++) {
      before.add(STEPS.get(i));
    }
    for (int i = 0; i < STEPS.length(); i++) {
      while (STEPS.get(i) < before.get(i) + 3) {
        runtime.blockOn(Time.sleep(Duration.ofMillis(1))); // whoever waits for us has a limit
      }
    }
  }

  private static <T> T insist(Callable<T> action) throws Exception {
    while (true) {
      try {
        return action.call();
      } catch (OutOfMemoryError full) {
        Thread.onSpinWait();
      }
    }
  }

  private static void fail(String otherwise) {
    System.out.println("FAILED: " + otherwise);
    System.exit(1);
  }
}
