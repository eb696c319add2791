package weft.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import weft.future.Context;
import weft.future.Waker;

/** A decoder that gives frames for nothing is refused, and one that only seems to is not. */
class CheckedDecoderTest {
  private final Context cx = Context.of(Waker.noop());

  private List<String> read(ScriptedDuplex io, Decoder<String> decoder) throws Exception {
    List<String> frames = new ArrayList<>();
    try (FramedRead<String> read = FramedRead.of(io, decoder)) {
      for (String frame; (frame = read.pollNext(cx).get()) != null; ) {
        frames.add(frame);
        assertThat(frames).hasSizeLessThan(100);
      }
    }
    return frames;
  }

  private record Endless() implements Decoder<String> {
    @Override
    public String decode(ByteBuf in) {
      return "again";
    }
  }

  @Test
  void framesWithoutABytesAreRefusedAndTheDecoderNamed() throws Exception {
    assertThatThrownBy(() -> read(new ScriptedDuplex().text("abc"), new Endless()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("CheckedDecoderTest$Endless")
        .hasMessageContaining("any of 3 bytes");
  }

  @Test
  void alsoAtTheEndOfAnEmptySource() {
    assertThatThrownBy(() -> read(new ScriptedDuplex().eof(), new Endless()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("for ever");
  }

  /** The frame is a retained slice of no bytes: the class's leak check says that it is released. */
  @Test
  void theRefusedFrameIsReleased() {
    FramedRead<ByteBuf> read =
        FramedRead.of(
            new ScriptedDuplex().text("abc"), (Decoder<ByteBuf>) in -> in.retainedSlice(0, 0));
    assertThatThrownBy(() -> read.pollNext(cx)).isInstanceOf(IllegalStateException.class);
    read.close();
  }

  /** As a decoder that unpacks a block: it takes all the bytes at once. */
  @Test
  void manyFramesOfBytesThatWereConsumedAtOnce() throws Exception {
    ArrayDeque<String> unpacked = new ArrayDeque<>();
    Decoder<String> block =
        in -> {
          while (in.isReadable()) {
            unpacked.add(String.valueOf((char) in.readByte()));
          }
          return unpacked.poll();
        };
    assertThat(read(new ScriptedDuplex().text("abc").text("de").eof(), block))
        .containsExactly("a", "b", "c", "d", "e");
  }

  /** As one that must see the next line to know that a folded one is over. */
  @Test
  void frameThatIsKnownToBeWholeOnlyByWhatFollows() throws Exception {
    StringBuilder run = new StringBuilder();
    Decoder<String> runs =
        new Decoder<>() {
          @Override
          public @Nullable String decode(ByteBuf in) {
            while (in.isReadable()) {
              char next = (char) in.getByte(in.readerIndex());
              if (!run.isEmpty() && run.charAt(0) != next) {
                return take();
              }
              run.append((char) in.readByte());
            }
            return null;
          }

          @Override
          public @Nullable String decodeEof(ByteBuf in) {
            String frame = decode(in);
            return frame != null || run.isEmpty() ? frame : take();
          }

          private String take() {
            String frame = run.toString();
            run.setLength(0);
            return frame;
          }
        };
    assertThat(read(new ScriptedDuplex().text("aa").text("abb").text("c").eof(), runs))
        .containsExactly("aaa", "bb", "c");
  }

  /** As one that sorts, or that gives the whole of an empty source. */
  @Test
  void framesThatComeWithTheEnd() throws Exception {
    ArrayDeque<String> kept = new ArrayDeque<>();
    Decoder<String> atTheEnd =
        new Decoder<>() {
          @Override
          public @Nullable String decode(ByteBuf in) {
            while (in.isReadable()) {
              kept.addFirst(String.valueOf((char) in.readByte()));
            }
            return null;
          }

          @Override
          public @Nullable String decodeEof(ByteBuf in) {
            return kept.poll();
          }
        };
    assertThat(read(new ScriptedDuplex().text("ab").text("c").eof(), atTheEnd))
        .containsExactly("c", "b", "a");
    kept.add("nothing");
    assertThat(read(new ScriptedDuplex().eof(), atTheEnd)).containsExactly("nothing");
  }

  @Test
  void emptyFramesWhoseHeadWasConsumed() throws Exception {
    ScriptedDuplex io = new ScriptedDuplex();
    for (int i = 0; i < 9; i++) {
      io.bytes((byte) 0, (byte) 0).bytes((byte) 0, (byte) 0);
    }
    int frames = 0;
    try (FramedRead<ByteBuf> read = FramedRead.of(io.eof(), LengthDelimitedCodec.create())) {
      for (ByteBuf frame; (frame = read.pollNext(cx).get()) != null; frames++) {
        frame.release();
      }
    }
    assertThat(frames).isEqualTo(9);
  }
}
