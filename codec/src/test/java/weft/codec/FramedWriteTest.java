package weft.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import weft.future.Context;
import weft.future.Waker;
import weft.io.IoResult;

class FramedWriteTest {
  private final Context cx = Context.of(Waker.noop());

  @Test
  void framesAreWrittenTogetherAtTheFlush() throws Exception {
    ScriptedDuplex io = new ScriptedDuplex();
    try (FramedWrite<String> write = FramedWrite.of(io, new LinesCodec())) {
      for (String line : new String[] {"a", "b", "c"}) {
        assertThat(write.pollReady(cx).isReady()).isTrue();
        write.startSend(line);
      }
      assertThat(io.writtenText()).isEmpty();
      assertThat(write.pollFlush(cx).isReady()).isTrue();
      assertThat(io.writtenText()).isEqualTo("a\nb\nc\n");
      assertThat(io.flushes).isEqualTo(1);
    }
  }

  @Test
  void atTheBoundaryTheSinkIsNotReadyBeforeItHasWritten() throws Exception {
    String line = "x".repeat(1023);
    ScriptedDuplex io = new ScriptedDuplex().write(IoResult.PENDING).write(100).write(-2);
    try (FramedWrite<String> write = FramedWrite.of(io, new LinesCodec())) {
      for (int i = 0; i < 8; i++) {
        assertThat(write.pollReady(cx).isReady()).isTrue();
        write.startSend(line);
      }
      assertThat(write.pollReady(cx).isPending()).isTrue();
      assertThat(write.pollReady(cx).isPending()).isTrue();
      assertThat(io.written.size()).isEqualTo(100);
      assertThat(write.pollReady(cx).isReady()).as("below the boundary again").isTrue();
      assertThat(write.pollFlush(cx).isReady()).isTrue();
      assertThat(io.written.size()).isEqualTo(8192);
    }
  }

  @Test
  void partialWritesLoseAndRepeatNothing() throws Exception {
    ScriptedDuplex io = new ScriptedDuplex();
    for (int i = 0; i < 11; i++) {
      io.write(1).write(IoResult.PENDING);
    }
    try (FramedWrite<String> write = FramedWrite.of(io, new LinesCodec())) {
      write.startSend("hello");
      write.startSend("you");
      int polls = 1;
      while (write.pollFlush(cx).isPending()) {
        polls++;
      }
      assertThat(polls).isEqualTo(10);
      assertThat(io.writtenText()).isEqualTo("hello\nyou\n");
    }
  }

  /** A peer may read just as fast as we send: there is always a rest, and never a pause. */
  @Test
  void memoryDoesNotGrowWithWhatWasWritten() throws Exception {
    UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    ScriptedDuplex io = new ScriptedDuplex();
    String line = "x".repeat(999);
    FrameWriter<String> writer = new FrameWriter<>(io, new LinesCodec(), allocator);
    writer.startSend(line);
    for (int i = 0; i < 1_000; i++) {
      assertThat(writer.pollReady(cx).isReady()).isTrue();
      writer.startSend(line);
      io.write(1_000).write(IoResult.PENDING);
      assertThat(writer.pollFlush(cx).isPending()).isTrue();
    }
    assertThat(writer.buffered()).isEqualTo(1_000);
    assertThat(allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory())
        .isLessThanOrEqualTo(2L * FrameWriter.DEFAULT_BOUNDARY);
    assertThat(writer.pollFlush(cx).isReady()).isTrue();
    assertThat(io.writtenText()).isEqualTo((line + "\n").repeat(1_001));
    writer.close();
  }

  @Test
  void aBoundaryIsNoClaimOnMemory() throws Exception {
    ScriptedDuplex io = new ScriptedDuplex();
    try (FramedWrite<String> write = FramedWrite.of(io, new LinesCodec())) {
      write.backpressureBoundary(Integer.MAX_VALUE);
      for (int i = 0; i < 100; i++) {
        assertThat(write.pollReady(cx).isReady()).isTrue();
        write.startSend("x".repeat(999));
      }
      assertThat(io.written.size()).isZero();
      assertThat(write.pollFlush(cx).isReady()).isTrue();
      assertThat(io.written.size()).isEqualTo(100_000);
    }
  }

  @Test
  void drainThatTakesNothingIsAnError() throws Exception {
    ScriptedDuplex io = new ScriptedDuplex().write(0);
    try (FramedWrite<String> write = FramedWrite.of(io, new LinesCodec())) {
      write.startSend("hello");
      assertThatThrownBy(() -> write.pollFlush(cx))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("6 bytes");
    }
  }

  @Test
  void failedEncodingLeavesNothingBehindAndReleasesTheItemOnce() throws Exception {
    Encoder<ByteBuf> failing =
        (item, out) -> {
          out.writeInt(42);
          throw new FrameException("no encoding");
        };
    ScriptedDuplex io = new ScriptedDuplex();
    try (FramedWrite<ByteBuf> write = FramedWrite.of(io, failing)) {
      ByteBuf item = ByteBufAllocator.DEFAULT.buffer().writeByte(1);
      assertThatThrownBy(() -> write.startSend(item)).hasMessage("no encoding");
      assertThat(item.refCnt()).isZero();
      assertThat(write.pollFlush(cx).isReady()).isTrue();
      assertThat(io.written.size()).isZero();
    }
  }

  @Test
  void failedEncodingKeepsTheFramesBefore() throws Exception {
    ScriptedDuplex io = new ScriptedDuplex();
    try (FramedWrite<String> write = FramedWrite.of(io, new LinesCodec())) {
      write.startSend("good");
      assertThatThrownBy(() -> write.startSend("bad\nline"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("index 3");
      write.startSend("again");
      assertThat(write.pollFlush(cx).isReady()).isTrue();
      assertThat(io.writtenText()).isEqualTo("good\nagain\n");
    }
  }

  @Test
  void sentItemIsReleasedOnce() throws Exception {
    ScriptedDuplex io = new ScriptedDuplex();
    try (FramedWrite<ByteBuf> write = FramedWrite.of(io, LengthDelimitedCodec.create())) {
      ByteBuf item = ByteBufAllocator.DEFAULT.buffer().writeByte('x');
      write.startSend(item);
      assertThat(item.refCnt()).isZero();
      assertThat(write.pollFinish(cx).isReady()).isTrue();
      assertThat(io.written.toByteArray()).containsExactly(0, 0, 0, 1, 'x');
      assertThat(io.shutdowns).isEqualTo(1);
    }
  }

  @Test
  void closedSinkReleasesWhatItIsGiven() throws Exception {
    FramedWrite<ByteBuf> write = FramedWrite.of(new ScriptedDuplex(), new BytesCodec());
    write.startSend(ByteBufAllocator.DEFAULT.buffer().writeByte(1));
    write.close();
    write.close();
    ByteBuf late = ByteBufAllocator.DEFAULT.buffer().writeByte(2);
    assertThatThrownBy(() -> write.startSend(late)).isInstanceOf(ClosedChannelException.class);
    assertThat(late.refCnt()).isZero();
    assertThatThrownBy(() -> write.pollReady(cx)).isInstanceOf(ClosedChannelException.class);
  }

  /** From the first call on: who waits for the end may give up and ask again, but not go on. */
  @Test
  void finishedSinkTakesNoMoreItems() throws Exception {
    ScriptedDuplex io = new ScriptedDuplex().write(IoResult.PENDING);
    try (FramedWrite<ByteBuf> write = FramedWrite.of(io, new BytesCodec())) {
      write.startSend(ByteBufAllocator.DEFAULT.buffer().writeByte('a'));
      assertThat(write.pollFinish(cx).isPending()).isTrue();
      ByteBuf late = ByteBufAllocator.DEFAULT.buffer().writeByte('b');
      assertThatThrownBy(() -> write.pollReady(cx))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("finished");
      assertThatThrownBy(() -> write.startSend(late)).isInstanceOf(IllegalStateException.class);
      assertThat(late.refCnt()).isZero();
      assertThat(write.pollFlush(cx).isReady()).isTrue();
      assertThat(write.pollFinish(cx).isReady()).isTrue();
      assertThat(write.pollFinish(cx).isReady()).isTrue();
      assertThat(io.writtenText()).isEqualTo("a");
    }
  }

  @Test
  void finishingOneDirectionLeavesTheOther() throws Exception {
    ScriptedDuplex io = new ScriptedDuplex().text("in\n");
    try (Framed<String, String> framed = Framed.of(io, new LinesCodec())) {
      assertThat(framed.pollFinish(cx).isReady()).isTrue();
      assertThat(framed.pollNext(cx).get()).isEqualTo("in");
      assertThatThrownBy(() -> framed.pollReady(cx)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void whatWasSplitOrTakenApartRefusesToBeUsed() throws Exception {
    for (boolean split : new boolean[] {true, false}) {
      ScriptedDuplex io = new ScriptedDuplex().text("in\n");
      Framed<ByteBuf, ByteBuf> framed = Framed.of(io, new BytesCodec());
      AutoCloseable owner =
          split ? closing(framed.split()) : Framed.fromParts(framed.intoParts(), c(), c());
      ByteBuf item = ByteBufAllocator.DEFAULT.buffer().writeByte('b');
      for (ThrowingCallable use :
          new ThrowingCallable[] {
            () -> framed.pollNext(cx),
            () -> framed.pollReady(cx),
            () -> framed.startSend(item),
            () -> framed.pollFlush(cx),
            () -> framed.pollFinish(cx),
            () -> framed.backpressureBoundary(1),
            framed::split,
            framed::intoParts
          }) {
        assertThatThrownBy(use)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("split or taken apart");
      }
      assertThat(item.refCnt()).isZero();
      framed.close();
      assertThat(io.closes).isZero();
      assertThat(io.reading).isZero();
      owner.close();
      assertThat(io.closes).isEqualTo(1);
    }
  }

  private static BytesCodec c() {
    return new BytesCodec();
  }

  private static AutoCloseable closing(FramedHalves<?, ?> halves) {
    return () -> {
      halves.reader().close();
      halves.writer().close();
    };
  }

  @Test
  void connectionIsClosedWhenBothHalvesAre() throws Exception {
    ScriptedDuplex io = new ScriptedDuplex().text("in\n");
    FramedHalves<String, String> halves =
        Framed.<String, String, LinesCodec>of(io, new LinesCodec()).split();
    halves.writer().startSend("out");
    assertThat(halves.writer().pollFlush(cx).isReady()).isTrue();
    halves.writer().close();
    halves.writer().close();
    assertThat(io.closes).isZero();
    assertThat(halves.reader().pollNext(cx).get()).isEqualTo("in");
    halves.reader().cancel();
    assertThat(io.closes).isEqualTo(1);
    assertThat(io.writtenText()).isEqualTo("out\n");
  }
}
