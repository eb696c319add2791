package weft.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import weft.future.Context;
import weft.future.ContextControl;
import weft.future.Poll;
import weft.future.Services;
import weft.future.Waker;

class FramedReadTest {
  private final Context cx = Context.of(Waker.noop());

  /** Four big-endian bytes are a number; a negative one is an error that consumes it. */
  private static final class IntDecoder implements Decoder<Integer> {
    int calls;

    @Override
    public @Nullable Integer decode(ByteBuf in) throws FrameException {
      calls++;
      if (in.readableBytes() < 4) {
        return null;
      }
      int value = in.readInt();
      if (value < 0) {
        throw new FrameException("negative: " + value);
      }
      return value;
    }
  }

  private static byte[] ints(int... values) {
    byte[] bytes = new byte[4 * values.length];
    for (int i = 0; i < values.length; i++) {
      for (int k = 0; k < 4; k++) {
        bytes[4 * i + k] = (byte) (values[i] >>> (24 - 8 * k));
      }
    }
    return bytes;
  }

  @Test
  void severalFramesInOnePacketComeOneAtAPoll() throws Exception {
    ScriptedDuplex io = new ScriptedDuplex().bytes(ints(1, 2, 3)).eof();
    try (FramedRead<Integer> read = FramedRead.of(io, new IntDecoder())) {
      assertThat(read.pollNext(cx).get()).isEqualTo(1);
      assertThat(io.reading).isEqualTo(1);
      assertThat(read.pollNext(cx).get()).isEqualTo(2);
      assertThat(read.pollNext(cx).get()).isEqualTo(3);
      assertThat(io.reading).isEqualTo(1);
      assertThat(read.pollNext(cx).get()).isNull();
    }
    assertThat(io.closes).isEqualTo(1);
  }

  @Test
  void frameOverSeveralPacketsWithPendingBetween() throws Exception {
    byte[] frame = ints(0x01020304);
    ScriptedDuplex io = new ScriptedDuplex();
    for (byte b : frame) {
      io.pending().bytes(b);
    }
    try (FramedRead<Integer> read = FramedRead.of(io, new IntDecoder())) {
      for (int i = 0; i < 4; i++) {
        assertThat(read.pollNext(cx).isPending()).isTrue();
      }
      assertThat(read.pollNext(cx).get()).isEqualTo(0x01020304);
      assertThat(read.pollNext(cx).isPending()).isTrue();
    }
  }

  @Test
  void nothingReadMeansNoDecodeAndNoMemory() throws Exception {
    IntDecoder decoder = new IntDecoder();
    ScriptedDuplex io = new ScriptedDuplex();
    FramedRead<Integer> read = FramedRead.of(io, decoder);
    assertThat(read.pollNext(cx).isPending()).isTrue();
    assertThat(decoder.calls).isZero();
    // not closed: the leak check shows that an idle stream holds no buffer
  }

  @Test
  void errorThenEndThenTheNextFrame() throws Exception {
    ScriptedDuplex io = new ScriptedDuplex().bytes(ints(1, -1, 2));
    try (FramedRead<Integer> read = FramedRead.of(io, new IntDecoder())) {
      assertThat(read.pollNext(cx).get()).isEqualTo(1);
      assertThatThrownBy(() -> read.pollNext(cx)).isInstanceOf(FrameException.class);
      assertThat(read.pollNext(cx).get()).isNull();
      assertThat(read.pollNext(cx).get()).isEqualTo(2);
    }
  }

  @Test
  void readErrorAfterPartialFrameThenResumed() throws Exception {
    byte[] frame = ints(7);
    ScriptedDuplex io =
        new ScriptedDuplex()
            .bytes(frame[0], frame[1])
            .failure(new IOException("reset"))
            .bytes(frame[2], frame[3]);
    try (FramedRead<Integer> read = FramedRead.of(io, new IntDecoder())) {
      assertThatThrownBy(() -> read.pollNext(cx)).hasMessage("reset");
      assertThat(read.pollNext(cx).get()).isNull();
      assertThat(read.pollNext(cx).get()).isEqualTo(7);
    }
  }

  @Test
  void bytesRemainingAtTheEndAreAnError() throws Exception {
    ScriptedDuplex io = new ScriptedDuplex().bytes((byte) 1, (byte) 2).eof();
    try (FramedRead<Integer> read = FramedRead.of(io, new IntDecoder())) {
      assertThatThrownBy(() -> read.pollNext(cx))
          .isInstanceOf(FrameException.class)
          .hasMessageContaining("2 bytes remain");
      assertThat(read.pollNext(cx).get()).isNull();
    }
  }

  @Test
  void readsOnAfterTheEnd() throws Exception {
    ScriptedDuplex io =
        new ScriptedDuplex().bytes(ints(1)).eof().eof().bytes(ints(2)).eof().pending();
    try (FramedRead<Integer> read = FramedRead.of(io, new IntDecoder())) {
      assertThat(read.pollNext(cx).get()).isEqualTo(1);
      assertThat(read.pollNext(cx).get()).isNull();
      assertThat(read.pollNext(cx).get()).isNull();
      assertThat(read.pollNext(cx).get()).isEqualTo(2);
      assertThat(read.pollNext(cx).get()).isNull();
      assertThat(read.pollNext(cx).isPending()).isTrue();
    }
  }

  @Test
  void decodeEofIsCalledUntilItHasNoMore() throws Exception {
    Decoder<String> letters =
        new Decoder<>() {
          @Override
          public @Nullable String decode(ByteBuf in) {
            return null;
          }

          @Override
          public @Nullable String decodeEof(ByteBuf in) {
            return in.isReadable() ? String.valueOf((char) in.readByte()) : null;
          }
        };
    ScriptedDuplex io = new ScriptedDuplex().text("abc").eof();
    try (FramedRead<String> read = FramedRead.of(io, letters)) {
      List<String> got = new ArrayList<>();
      for (String item; (item = read.pollNext(cx).get()) != null; ) {
        got.add(item);
      }
      assertThat(got).containsExactly("a", "b", "c");
    }
  }

  @Test
  void framesThatShareTheBufferSurviveLaterReads() throws Exception {
    byte[] payload = new byte[5000];
    java.util.Arrays.fill(payload, (byte) 'x');
    ScriptedDuplex io = new ScriptedDuplex();
    for (int i = 0; i < 8; i++) {
      io.bytes((byte) 0, (byte) 0, (byte) 19, (byte) 136).bytes(payload);
    }
    io.eof();
    List<ByteBuf> frames = new ArrayList<>();
    try (FramedRead<ByteBuf> read = FramedRead.of(io, LengthDelimitedCodec.create())) {
      for (ByteBuf frame; (frame = read.pollNext(cx).get()) != null; ) {
        frames.add(frame);
      }
    }
    assertThat(frames).hasSize(8);
    for (ByteBuf frame : frames) {
      byte[] got = new byte[frame.readableBytes()];
      frame.readBytes(got);
      assertThat(got).isEqualTo(payload);
      frame.release();
    }
  }

  @Test
  void spentBudgetYieldsBeforeTheFrame() throws Exception {
    ContextControl control = ContextControl.create(Services.none());
    ScriptedDuplex io = new ScriptedDuplex().bytes(ints(1, 2, 3));
    try (FramedRead<Integer> read = FramedRead.of(io, new IntDecoder())) {
      control.begin(Waker.noop(), 2);
      assertThat(read.pollNext(control.context()).get()).isEqualTo(1);
      assertThat(read.pollNext(control.context()).get()).isEqualTo(2);
      assertThat(read.pollNext(control.context()).isPending()).isTrue();
      control.end();
      control.begin(Waker.noop(), 2);
      assertThat(read.pollNext(control.context()).get()).isEqualTo(3);
      assertThat(read.pollNext(control.context()).isPending()).isTrue();
      assertThat(control.remaining()).as("a pending read costs nothing").isEqualTo(1);
      control.end();
    }
  }

  @Test
  void cancelledAtEveryPollReleasesEverything() throws Exception {
    for (int polls = 0; polls < 8; polls++) {
      ScriptedDuplex io = new ScriptedDuplex().bytes(ints(1, 2)).pending().bytes((byte) 0).eof();
      FramedRead<Integer> read = FramedRead.of(io, new IntDecoder());
      for (int i = 0; i < polls; i++) {
        try {
          read.pollNext(cx);
        } catch (FrameException expectedAtTheEnd) {
          assertThat(expectedAtTheEnd).hasMessageContaining("ended inside a frame");
        }
      }
      read.cancel();
      read.cancel();
      assertThat(io.closes).isEqualTo(1);
      assertThatThrownBy(() -> read.pollNext(cx)).isInstanceOf(ClosedChannelException.class);
    }
  }

  @Test
  void protocolSwitchKeepsBothBuffers() throws Exception {
    ScriptedDuplex io = new ScriptedDuplex().text("hello\n\0\0\0\2").pending().text("ok");
    Framed<String, String> lines = Framed.of(io, new LinesCodec());
    assertThat(lines.pollNext(cx).get()).isEqualTo("hello");
    lines.startSend("switch");
    Framed<ByteBuf, ByteBuf> frames =
        Framed.fromParts(
            lines.intoParts(), LengthDelimitedCodec.create(), LengthDelimitedCodec.create());
    Poll<@Nullable ByteBuf> early = frames.pollNext(cx);
    assertThat(early.isPending()).isTrue();
    ByteBuf frame = frames.pollNext(cx).get();
    assertThat(frame.toString(java.nio.charset.StandardCharsets.UTF_8)).isEqualTo("ok");
    frame.release();
    assertThat(frames.pollFlush(cx).isReady()).isTrue();
    assertThat(io.writtenText()).isEqualTo("switch\n");
    lines.close();
    assertThat(io.closes).isZero();
    frames.close();
    assertThat(io.closes).isEqualTo(1);
  }
}
