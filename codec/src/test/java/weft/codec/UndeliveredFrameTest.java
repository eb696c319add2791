package weft.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;
import weft.future.Context;
import weft.future.Future;
import weft.future.Services;
import weft.future.Undelivered;
import weft.future.Waker;
import weft.io.IoResult;
import weft.streams.Sink;

/** Frames that are buffers are released wherever they get lost: the class's leak check says so. */
class UndeliveredFrameTest {
  private final Context cx = Context.of(Waker.noop());

  private static ByteBuf frame() {
    return ByteBufAllocator.DEFAULT.heapBuffer(8).writeInt(42);
  }

  @Test
  void anUndeliveredBufferIsReleased() {
    ByteBuf frame = frame();
    Undelivered.discard(frame, Services.none());
    assertThat(frame.refCnt()).isZero();
  }

  /**
   * Polled 0, 1, 2... times, then cancelled: the frame is written whole and once, or not at all.
   */
  @Test
  void sendIsCancelledAtEachPoll() throws Exception {
    boolean sent = false;
    for (int polls = 0; !sent; polls++) {
      ScriptedDuplex io = new ScriptedDuplex();
      io.write(IoResult.PENDING).write(3).write(IoResult.PENDING).write(1).write(IoResult.PENDING);
      FramedWrite<ByteBuf> write = FramedWrite.of(io, new BytesCodec());
      write.backpressureBoundary(1);
      write.startSend(ByteBufAllocator.DEFAULT.heapBuffer(8).writeInt(0x01020304)); // in front
      ByteBuf frame = frame();
      Future<?> send = write.send(frame);
      for (int i = 0; i < polls && !sent; i++) {
        sent = send.poll(cx).isReady();
      }
      send.cancel();
      assertThat(frame.refCnt()).as("after %d polls", polls).isZero();
      while (write.pollFlush(cx).isPending()) {
        // the rest of the script
      }
      assertThat(io.written.size()).as("after %d polls", polls).isIn(sent ? 8 : 4, 8);
      write.close();
    }
  }

  /** Each sink releases what it was given; the first may do so before the second looks. */
  @Test
  void fanoutIntoTwoFramedSinksWithACopier() throws Exception {
    for (boolean fails : new boolean[] {false, true}) {
      ScriptedDuplex first = new ScriptedDuplex();
      ScriptedDuplex second = new ScriptedDuplex();
      Encoder<ByteBuf> encoder =
          fails
              ? (item, out) -> {
                throw new FrameException("no encoding");
              }
              : new BytesCodec();
      Sink<ByteBuf> both =
          FramedWrite.<ByteBuf>of(first, encoder)
              .fanout(
                  FramedWrite.<ByteBuf>of(second, new BytesCodec()), ByteBuf::retainedDuplicate);
      ByteBuf frame = frame();
      Future<?> send = both.send(frame);
      if (fails) {
        assertThatThrownBy(() -> send.poll(cx)).hasMessage("no encoding");
      } else {
        assertThat(send.poll(cx).isReady()).isTrue();
        assertThat(first.written.toByteArray()).containsExactly(0, 0, 0, 42);
        assertThat(second.written.toByteArray()).containsExactly(0, 0, 0, 42);
      }
      assertThat(frame.refCnt()).isZero();
      both.cancel();
    }
  }

  /** The proxy's case: a frame was read and its drain has no room, or is gone. */
  @Test
  void forwardIsCancelledOrFailsWithAFrameInHand() throws Exception {
    for (boolean fails : new boolean[] {false, true}) {
      ScriptedDuplex source =
          new ScriptedDuplex().bytes(new byte[] {0, 0, 0, 2, 7, 7, 0, 0, 0, 1, 9});
      ScriptedDuplex drain = new ScriptedDuplex().write(IoResult.PENDING).write(IoResult.PENDING);
      drain.write(fails ? 0 : IoResult.PENDING);
      FramedWrite<ByteBuf> write = FramedWrite.of(drain, new BytesCodec());
      write.backpressureBoundary(1);
      Future<?> forward = FramedRead.of(source, LengthDelimitedCodec.create()).forward(write);
      assertThat(forward.poll(cx).isPending()).isTrue();
      assertThat(forward.poll(cx).isPending()).isTrue();
      if (fails) {
        assertThatThrownBy(() -> forward.poll(cx)).hasMessageContaining("accepts no more");
      }
      forward.cancel();
      assertThat(source.closes).isEqualTo(1);
      assertThat(drain.closes).isEqualTo(1);
    }
  }
}
