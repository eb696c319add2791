package weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import weft.codec.Framed;
import weft.codec.LinesCodec;
import weft.future.Context;
import weft.future.Waker;
import weft.io.IoResult;

class ScriptedIoTest {
  private final Context cx = Context.of(Waker.noop());

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void conversationInTheOrderOfTheScript() throws Exception {
    ScriptedIo io = ScriptedIo.script().write("PING\n").read("PONG\n").build();
    assertThat(io.pollRead(cx, ByteBuffer.allocate(8))).isEqualTo(IoResult.PENDING);
    assertThat(io.pollWrite(cx, bytes("PI"))).isEqualTo(2);
    assertThat(io.pollWrite(cx, bytes("NG\n"))).isEqualTo(3);
    ByteBuffer dst = ByteBuffer.allocate(3);
    assertThat(io.pollRead(cx, dst)).isEqualTo(3);
    assertThatThrownBy(io::assertDone).hasMessageContaining("a read of \"G\\n\"");
    dst.clear();
    assertThat(io.pollRead(cx, dst)).isEqualTo(2);
    assertThat(io.pollRead(cx, dst)).isEqualTo(IoResult.EOF);
    io.assertDone();
  }

  @Test
  void writeBeyondTheScriptNamesBothSides() throws Exception {
    ScriptedIo io = ScriptedIo.script().write("abc").build();
    assertThatThrownBy(() -> io.pollWrite(cx, bytes("abx")))
        .isInstanceOf(AssertionError.class)
        .hasMessage("expected a write of \"abc\", but got \"abx\"");
    ScriptedIo silent = ScriptedIo.script().build();
    assertThatThrownBy(() -> silent.pollWrite(cx, bytes("x\n")))
        .hasMessage("unexpected write of \"x\\n\"; the script is at its end");
  }

  @Test
  void scriptedErrorsComeOnce() throws Exception {
    ScriptedIo io =
        ScriptedIo.script()
            .readError(new IOException("reset"))
            .writeError(new IOException("pipe"))
            .read("x")
            .build();
    assertThatThrownBy(() -> io.pollRead(cx, ByteBuffer.allocate(1))).hasMessage("reset");
    assertThatThrownBy(() -> io.pollWrite(cx, bytes("a"))).hasMessage("pipe");
    assertThat(io.pollRead(cx, ByteBuffer.allocate(1))).isEqualTo(1);
  }

  @Test
  void framedOverOneByteAtATime() throws Exception {
    ScriptedIo script = ScriptedIo.script().read("hello\nyou\n").write("bye\n").build();
    try (Framed<String, String> lines =
        Framed.<String, String, LinesCodec>of(LimitedIo.of(script, 1), new LinesCodec())) {
      assertThat(lines.pollNext(cx).get()).isEqualTo("hello");
      assertThat(lines.pollNext(cx).get()).isEqualTo("you");
      lines.startSend("bye");
      assertThat(lines.pollFlush(cx).isReady()).isTrue();
    }
    script.assertDone();
    assertThat(script.isClosed()).isTrue();
  }
}
