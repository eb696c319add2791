package weft.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import weft.future.Context;
import weft.future.Poll;
import weft.future.Probe;

class IoTest {
  private static AsyncRead source(byte[] content) {
    ByteBuffer left = ByteBuffer.wrap(content);
    return (cx, dst) -> {
      if (!dst.hasRemaining()) {
        return 0;
      }
      if (!left.hasRemaining()) {
        return IoResult.EOF;
      }
      int count = Math.min(left.remaining(), dst.remaining());
      dst.put(left.slice().limit(count));
      left.position(left.position() + count);
      return count;
    };
  }

  private static byte[] random(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }

  @Test
  void readToEndReadsAllUpToItsLimit() throws Exception {
    for (int size : new int[] {0, 1, 1023, 1024, 1025, 4096, 70_000, 300_000}) {
      byte[] content = random(size);
      assertThat(Probe.of(source(content).readToEnd(size)).get()).isEqualTo(content);
      if (size > 0) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        assertThat(Probe.of(source(content).readToEnd(kept, size - 1)).failure())
            .isInstanceOf(IOException.class)
            .hasMessageContaining("more than " + (size - 1));
        assertThat(kept.size()).isEqualTo(size - 1);
      }
    }
  }

  @Test
  void readExactSaysWhatIsMissing() {
    ByteBuffer dst = ByteBuffer.allocate(5);
    assertThat(Probe.of(source(new byte[3]).readExact(dst)).failure())
        .isInstanceOf(EOFException.class)
        .hasMessageContaining("2 bytes");
    assertThat(dst.position()).isEqualTo(3);
  }

  @Test
  void takeAndChainCutAndJoin() throws Exception {
    byte[] content = random(100);
    AsyncRead whole = source(content);
    AsyncRead cut = whole.take(40).chain(Io.empty()).chain(whole.take(1000));
    assertThat(Probe.of(cut.readToEnd(1000)).get()).isEqualTo(content);
    ByteBuffer dst = ByteBuffer.allocate(20);
    Probe.of(Io.repeat((byte) 7).readExact(dst)).get();
    assertThat(dst.array()).containsOnly(7);
    assertThat(Probe.of(Io.sink().write(ByteBuffer.allocate(9))).get()).isEqualTo(9);
  }

  @Test
  void copyEndsOnlyWhenAllIsFlushed() throws Exception {
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    int[] flushes = {0};
    AsyncWrite drain =
        new AsyncWrite() {
          @Override
          public int pollWrite(Context cx, ByteBuffer src) {
            int count = Math.min(src.remaining(), 10);
            for (int i = 0; i < count; i++) {
              got.write(src.get());
            }
            return count;
          }

          @Override
          public int pollFlush(Context cx) {
            if (flushes[0]++ == 0) {
              cx.waker().wake();
              return IoResult.PENDING;
            }
            return 0;
          }

          @Override
          public int pollShutdown(Context cx) {
            throw new AssertionError("copy does not end its drain");
          }
        };
    byte[] content = random(1000);
    assertThat(Probe.of(Io.copy(source(content), drain)).run()).isEqualTo(1000L);
    assertThat(got.toByteArray()).isEqualTo(content);
    assertThat(flushes[0]).isEqualTo(2);
  }

  @Test
  void aDrainThatTakesNothingIsAnErrorAndNoLoop() {
    AsyncWrite broken =
        new AsyncWrite() {
          @Override
          public int pollWrite(Context cx, ByteBuffer src) {
            return 0;
          }

          @Override
          public int pollFlush(Context cx) {
            return 0;
          }

          @Override
          public int pollShutdown(Context cx) {
            return 0;
          }

          @Override
          public String toString() {
            return "a broken drain";
          }
        };
    assertThat(Probe.of(broken.writeAll(ByteBuffer.allocate(1))).failure())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a broken drain");
    assertThat(Probe.of(Io.copy(source(new byte[1]), broken)).failure())
        .isInstanceOf(IOException.class);
  }

  @Test
  void copyFlushesWhatItHasWhileTheSourceIsQuiet() throws Exception {
    DuplexPipe.Pair in = DuplexPipe.pair(64);
    DuplexPipe.Pair out = DuplexPipe.pair(64);
    Probe<Long> copy = Probe.of(Io.copy(in.right(), BufferedWrite.of(out.left())));
    Probe.of(in.left().writeAll(ByteBuffer.wrap("now".getBytes()))).get();
    assertThat(copy.isPending()).isTrue();
    ByteBuffer got = ByteBuffer.allocate(3);
    Probe.of(out.right().readExact(got)).get();
    assertThat(got.array()).isEqualTo("now".getBytes());
  }

  /** Found by simulation, where budgets are small: it read once in each poll and never wrote. */
  @Test
  void copyGetsOnWithOneUnitOfBudgetForEachPoll() throws Exception {
    DuplexPipe.Pair in = DuplexPipe.pair(10);
    DuplexPipe.Pair out = DuplexPipe.pair(100);
    Probe.of(in.left().writeAll(ByteBuffer.wrap(new byte[9]))).run();
    Probe.of(in.left().shutdown()).run();
    Probe<Long> copy = Probe.of(Io.copy(in.right(), out.left(), ByteBuffer.allocate(4).limit(0)));
    Poll<Long> copied = Poll.pending();
    for (int polls = 0; copied.isPending(); polls++) {
      assertThat(polls).as("polls without an end").isLessThan(100);
      copied = copy.poll(1);
    }
    assertThat(copied.get()).isEqualTo(9);
  }

  @Test
  void copyReadsOnWhileTheDrainIsFull() throws Exception {
    DuplexPipe.Pair in = DuplexPipe.pair(10);
    DuplexPipe.Pair out = DuplexPipe.pair(1);
    Probe<Long> copy = Probe.of(Io.copy(in.right(), out.left(), ByteBuffer.allocate(30).limit(0)));
    for (int i = 0; i < 3; i++) {
      Probe.of(in.left().writeAll(ByteBuffer.allocate(10))).get();
      assertThat(copy.isPending()).isTrue();
    }
    assertThat(Probe.of(in.left().write(ByteBuffer.allocate(10))).get()).isPositive();
  }

  @Test
  void eachWayOfABidirectionalCopyEndsByItself() throws Exception {
    DuplexPipe.Pair a = DuplexPipe.pair(64);
    DuplexPipe.Pair b = DuplexPipe.pair(64);
    Probe<CopiedBytes> proxy = Probe.of(Io.copyBidirectional(a.right(), b.left()));
    Probe.of(a.left().writeAll(ByteBuffer.wrap("request".getBytes()))).get();
    Probe.of(a.left().shutdown()).get();
    assertThat(proxy.isPending()).isTrue();
    assertThat(Probe.of(b.right().readToEnd(100)).get()).isEqualTo("request".getBytes());
    Probe.of(b.right().writeAll(ByteBuffer.wrap("the answer".getBytes()))).get();
    assertThat(proxy.isPending()).isTrue();
    Probe.of(b.right().shutdown()).get();
    assertThat(proxy.get()).isEqualTo(new CopiedBytes(7, 10));
    assertThat(Probe.of(a.left().readToEnd(100)).get()).isEqualTo("the answer".getBytes());
  }

  @Test
  void aBlockedWayDoesNotBlockTheOther() throws Exception {
    DuplexPipe.Pair a = DuplexPipe.pair(8);
    DuplexPipe.Pair b = DuplexPipe.pair(8);
    Probe<CopiedBytes> proxy = Probe.of(Io.copyBidirectional(a.right(), b.left(), 8));
    for (int i = 0; i < 3; i++) { // the pipe behind, the buffer, the pipe before: all full
      Probe.of(a.left().write(ByteBuffer.allocate(8))).poll();
      assertThat(proxy.isPending()).isTrue();
    }
    assertThat(Probe.of(a.left().write(ByteBuffer.allocate(8))).isPending()).isTrue();
    Probe.of(b.right().writeAll(ByteBuffer.wrap("through".getBytes()))).get();
    assertThat(proxy.isPending()).isTrue();
    ByteBuffer got = ByteBuffer.allocate(7);
    Probe.of(a.left().readExact(got)).get();
    assertThat(got.array()).isEqualTo("through".getBytes());
  }

  @Test
  void aFailureOfOneSideEndsBothWays() throws Exception {
    DuplexPipe.Pair a = DuplexPipe.pair(8);
    DuplexPipe.Pair b = DuplexPipe.pair(8);
    Probe<CopiedBytes> proxy = Probe.of(Io.copyBidirectional(a.right(), b.left()));
    assertThat(proxy.isPending()).isTrue();
    b.right().close();
    Probe.of(a.left().writeAll(ByteBuffer.allocate(1))).get();
    assertThat(proxy.failure()).isInstanceOf(IOException.class);
  }

  @Test
  void aFinishedFutureSaysSoWhenPolledAgain() throws Exception {
    Probe<Integer> read = Probe.of(source(new byte[1]).read(ByteBuffer.allocate(1)));
    read.get();
    assertThat(read.failure()).isInstanceOf(IllegalStateException.class);
  }
}
