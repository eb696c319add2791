package weft.internal.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.future.Context;
import weft.future.Waker;
import weft.internal.driver.RuntimeShutdownException;
import weft.net.Loopback;
import weft.net.TcpListener;
import weft.net.TcpStream;
import weft.net.TestRuntime;

@Timeout(60)
class NioNetworkTest {
  private static final long SECOND = 1_000_000_000L;

  private final List<Selector> broken = new ArrayList<>();
  private boolean breakIt;
  private final TestRuntime runtime =
      new TestRuntime(
          () ->
              NioNetwork.open(
                  System::nanoTime,
                  (selector, action, millis) -> {
                    if (breakIt && !broken.contains(selector)) {
                      breakIt = false;
                      broken.add(selector);
                    }
                    if (broken.contains(selector)) {
                      return 0;
                    }
                    return millis == 0
                        ? selector.selectNow(action)
                        : selector.select(action, Math.max(millis, 0));
                  }));

  @AfterEach
  void close() {
    Thread.interrupted();
    runtime.close();
  }

  @Test
  void aSelectorThatReturnsForNoReasonIsReplacedAndItsSocketsMoveOn() throws Exception {
    TcpListener listener = runtime.run(TcpListener.bind(Loopback.ANY));
    Loopback.Connection connection = Loopback.connect(runtime);
    TestRuntime.Task accept = runtime.start(listener.accept());
    ByteBuffer hello = ByteBuffer.allocate(5);
    TestRuntime.Task read = runtime.start(connection.server().readExact(hello));
    runtime.step(0);
    long registered = runtime.network().registered();

    breakIt = true;
    for (int i = 0; i < NioNetwork.PREMATURE_RETURNS; i++) {
      runtime.step(60 * SECOND); // so long that a return at once is early on any machine
    }
    assertThat(broken).hasSize(1);
    assertThat(broken.get(0).isOpen()).isFalse();

    runtime.run(connection.client().writeAll(Loopback.bytes("hello")));
    TestRuntime.Task connect = runtime.start(TcpStream.connect(listener.localAddress()));
    runtime.runUntil(() -> read.finished && accept.finished && connect.finished);
    assertThat(read.failure).isNull();
    assertThat(accept.failure).isNull();
    assertThat(runtime.network().registered()).isEqualTo(registered + 2);
  }

  @Test
  void oneReturnLessThanThatChangesNothing() throws Exception {
    runtime.run(TcpListener.bind(Loopback.ANY));
    breakIt = true;
    for (int i = 0; i < NioNetwork.PREMATURE_RETURNS - 1; i++) {
      runtime.step(60 * SECOND);
    }
    assertThat(broken.get(0).isOpen()).isTrue();
  }

  @Test
  void wakeupsAndElapsedWaitsAreReasonsToReturn() {
    NioNetwork network = NioNetwork.open(System::nanoTime, (selector, action, millis) -> 0);
    try {
      for (int i = 0; i < 3 * NioNetwork.PREMATURE_RETURNS; i++) {
        network.wakeup();
        network.poll(Long.MAX_VALUE);
        network.poll(1); // over at once
      }
    } finally {
      network.shutdown();
    }
    assertThat(network.replacements()).isZero();
  }

  @Test
  void anInterruptedThreadWaitsAllTheSame() {
    NioNetwork network = NioNetwork.open(System::nanoTime);
    try {
      Thread.currentThread().interrupt();
      long start = System.nanoTime();
      network.poll(20_000_000);
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(19_000_000);
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    } finally {
      network.shutdown();
    }
  }

  @Test
  void interruptsDoNotHurtSocketsNorMakeTheDriverSpin() throws Exception {
    Loopback.Connection connection = Loopback.connect(runtime);
    Thread.currentThread().interrupt();
    runtime.run(connection.client().writeAll(Loopback.bytes("still here")));
    Thread.currentThread().interrupt();
    ByteBuffer got = ByteBuffer.allocate(10);
    runtime.run(connection.server().readExact(got));
    long before = runtime.turns;
    Thread.currentThread().interrupt();
    runtime.runFor(SECOND / 5);
    assertThat(runtime.turns - before).isLessThan(20);
    assertThat(connection.server().isOpen()).isTrue();
  }

  @Test
  void aWakerThatThrowsDoesNotCostTheOthersTheirWakes() throws Exception {
    Loopback.Connection first = Loopback.connect(runtime);
    Loopback.Connection second = Loopback.connect(runtime);
    Waker bad =
        () -> {
          throw new IllegalStateException("a bad waker");
        };
    assertThat(first.server().pollRead(Context.of(bad), ByteBuffer.allocate(1))).isNegative();
    assertThat(second.server().pollRead(Context.of(bad), ByteBuffer.allocate(1))).isNegative();
    ByteBuffer got = ByteBuffer.allocate(1);
    Loopback.Connection third = Loopback.connect(runtime);
    TestRuntime.Task read = runtime.start(third.server().readExact(got));
    runtime.step(0);
    for (Loopback.Connection each : List.of(first, second, third)) {
      runtime.run(each.client().writeAll(Loopback.bytes("x")));
    }
    runtime.runUntil(() -> read.finished);
    assertThat(read.failure).isNull();
  }

  @Test
  void aSocketMayBeClosedByTheWakerThatItsReadinessCalls() throws Exception {
    for (int i = 0; i < 50; i++) {
      Loopback.Connection connection = Loopback.connect(runtime);
      Waker closes = connection::close;
      connection.server().pollRead(Context.of(closes), ByteBuffer.allocate(1));
      connection.client().shutdownOutput();
      runtime.runUntil(() -> !connection.server().isOpen());
    }
  }

  @Test
  void countersTellRegistrationsAndEvents() throws Exception {
    Loopback.connect(runtime).close();
    // listener, client, server
    assertThat(runtime.network().registered()).isEqualTo(3);
    assertThat(runtime.network().deregistered()).isEqualTo(3);
    assertThat(runtime.network().readyEvents()).isPositive();
    assertThat(runtime.network().acceptsRefused()).isZero();
  }

  @Test
  void shutdownWakesAllAndLaterOperationsSayWhy() throws Exception {
    TcpListener listener = runtime.run(TcpListener.bind(Loopback.ANY));
    Loopback.Connection connection = Loopback.connect(runtime);
    TestRuntime.Task accept = runtime.start(listener.accept());
    TestRuntime.Task read = runtime.start(connection.server().read(ByteBuffer.allocate(1)));
    runtime.step(0);
    runtime.close();
    runtime.runUntil(() -> accept.finished && read.finished);
    for (Throwable failure : List.of(accept.failure, read.failure)) {
      assertThat(failure)
          .isInstanceOf(RuntimeShutdownException.class)
          .hasMessageContaining("the runtime has shut down");
    }
    assertThat(connection.client().isOpen()).isFalse();
    assertThatThrownBy(() -> runtime.run(TcpStream.connect(Loopback.ANY)))
        .isInstanceOf(RuntimeShutdownException.class);
    assertThatThrownBy(() -> connection.client().tryWrite(Loopback.bytes("x")))
        .isInstanceOf(RuntimeShutdownException.class);
    connection.close(); // harmless
    listener.close();
    runtime.close();
  }

  @Test
  void aPendingOperationOfAClosedSocketFails() throws Exception {
    Loopback.Connection connection = Loopback.connect(runtime);
    TestRuntime.Task read = runtime.start(connection.server().read(ByteBuffer.allocate(1)));
    runtime.step(0);
    assertThat(read.finished).isFalse();
    Thread closer = new Thread(connection.server()::close);
    closer.start();
    runtime.runUntil(() -> read.finished);
    closer.join();
    assertThat(read.failure).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void closingFromElsewhereReleasesTheDescriptorsAlthoughTheDriverIsParked() throws Exception {
    int count = 500;
    TcpListener listener = runtime.run(TcpListener.bind(Loopback.ANY));
    long before = Loopback.descriptors();
    List<TcpStream> streams = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      streams.add(runtime.run(TcpStream.connect(listener.localAddress())));
      streams.add(runtime.run(listener.accept()));
    }
    assertThat(Loopback.descriptors()).isGreaterThanOrEqualTo(before + 2 * count);
    CountDownLatch closed = new CountDownLatch(1);
    Thread closer =
        new Thread(
            () -> {
              streams.forEach(TcpStream::close);
              closed.countDown();
            });
    closer.start();
    while (closed.getCount() > 0) {
      runtime.step(SECOND);
    }
    assertThat(closed.await(1, TimeUnit.SECONDS)).isTrue();
    runtime.step(0);
    assertThat(Loopback.descriptors()).isLessThanOrEqualTo(before + 2);
    listener.close();
  }

  @Test
  void aDisarmedInterestIsArmedAgainByWhoeverWaits() throws Exception {
    Loopback.Connection connection = Loopback.connect(runtime);
    TcpStream server = connection.server();
    for (int round = 0; round < 20; round++) {
      runtime.run(connection.client().writeAll(Loopback.bytes("unread")));
      // Nobody waits: the first event marks, the second one drops the interest.
      runtime.runFor(SECOND / 100);
      long before = runtime.turns;
      runtime.runFor(SECOND / 50);
      assertThat(runtime.turns - before).as("turns while nobody reads").isLessThan(5);
      ByteBuffer got = ByteBuffer.allocate(64);
      assertThat(server.tryRead(got)).isEqualTo(6);
      TestRuntime.Task read = runtime.start(server.read(got));
      runtime.step(0);
      assertThat(read.finished).isFalse();
      runtime.run(connection.client().writeAll(Loopback.bytes("more")));
      runtime.runUntil(() -> read.finished);
      assertThat(read.value).isEqualTo(4);
    }
  }

  @Test
  void aRegistrationThatRacesWithTheShutdownLeavesNothingOpen() throws Exception {
    long before = Loopback.descriptors();
    for (int round = 0; round < 100; round++) {
      NioNetwork network = NioNetwork.open(System::nanoTime);
      CountDownLatch go = new CountDownLatch(1);
      Thread user =
          new Thread(
              () -> {
                try {
                  go.await();
                  for (int i = 0; i < 10; i++) {
                    var listener = network.openListener(Loopback.ANY);
                    try {
                      listener.bind(Loopback.ANY, 1);
                    } catch (RuntimeShutdownException e) {
                      listener.close();
                    }
                  }
                } catch (RuntimeShutdownException expected) {
                  // the other order
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      user.start();
      go.countDown();
      network.shutdown();
      user.join();
    }
    assertThat(Loopback.descriptors()).isLessThanOrEqualTo(before + 2);
  }

  @Test
  void readinessIsOnePollAwayForADirectionThatIsReady() throws Exception {
    Loopback.Connection connection = Loopback.connect(runtime);
    assertThat(runtime.run(connection.client().writable())).isNull();
    TestRuntime.Task readable = runtime.start(connection.client().readable());
    runtime.step(0);
    assertThat(readable.finished).isFalse();
    runtime.run(connection.server().writeAll(Loopback.bytes("x")));
    runtime.runUntil(() -> readable.finished);
    assertThat(readable.pollCount).isEqualTo(2);
  }
}
