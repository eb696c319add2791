package weft.architecture.planted.sync;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** One effect per method; the seam's guard must report each. Never called. */
public final class PlantedEffects {
  private static final class OwnThread extends Thread {}

  private PlantedEffects() {}

  static long nanoTime() {
    return System.nanoTime();
  }

  static LongSupplier nanoTimeByReference() {
    return System::nanoTime;
  }

  static LongSupplier wallClockInLambda() {
    return () -> System.currentTimeMillis();
  }

  static int identity(Object object) {
    return System.identityHashCode(object);
  }

  static Instant now() {
    return Instant.now();
  }

  static Clock clock() {
    return Clock.systemUTC();
  }

  static Thread thread() {
    return new Thread(() -> {});
  }

  static Thread ownThread() {
    return new OwnThread();
  }

  static void start(OwnThread thread) {
    thread.start();
  }

  static void sleep() throws InterruptedException {
    Thread.sleep(1);
  }

  static void monitor(Object lock) throws InterruptedException {
    synchronized (lock) {
      lock.wait();
    }
  }

  static void timedMonitor(Object lock) throws InterruptedException {
    synchronized (lock) {
      TimeUnit.SECONDS.timedWait(lock, 1);
    }
  }

  static void condition(Condition condition) throws InterruptedException {
    condition.await();
  }

  static CountDownLatch latch() {
    return new CountDownLatch(1);
  }

  static void join(OwnThread thread) throws InterruptedException {
    thread.join();
  }

  static void park() {
    LockSupport.park();
  }

  static ExecutorService pool() {
    return Executors.newCachedThreadPool();
  }

  static void commonPool() {
    CompletableFuture.runAsync(() -> {});
  }

  static Timer timer() {
    return new Timer();
  }

  static int threadLocalRandom() {
    return ThreadLocalRandom.current().nextInt();
  }

  static int random() {
    return new Random(1).nextInt();
  }

  static byte[] secureRandom() {
    return new SecureRandom().generateSeed(1);
  }

  static double mathRandom() {
    return Math.random();
  }

  static Selector selector() throws java.io.IOException {
    return Selector.open();
  }

  static void channel(SocketChannel channel) {}

  static Socket socket() {
    return new Socket();
  }

  static InetAddress resolve() throws java.io.IOException {
    return InetAddress.getByName("localhost");
  }

  static InetSocketAddress resolveInConstructor() {
    return new InetSocketAddress("localhost", 1);
  }
}
