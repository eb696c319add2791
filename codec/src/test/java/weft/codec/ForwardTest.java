package weft.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import weft.future.Context;
import weft.future.Future;
import weft.future.Waker;

/** A framed connection that was given away to its end is closed by whoever owns it then. */
class ForwardTest {
  private final Context cx = Context.of(Waker.noop());

  @Test
  void echoOfBothHalvesClosesTheConnectionAtItsEnd() throws Exception {
    ScriptedDuplex io = new ScriptedDuplex().text("a\nb\n").eof();
    FramedHalves<String, String> halves =
        Framed.<String, String, LinesCodec>of(io, new LinesCodec()).split();
    Future<Void> echo = halves.reader().forward(halves.writer());
    assertThat(echo.poll(cx).isReady()).isTrue();
    assertThat(io.writtenText()).isEqualTo("a\nb\n");
    assertThat(io.shutdowns).isEqualTo(1);
    assertThat(io.closes).isEqualTo(1);
  }

  @Test
  void operatorsInBetweenDoNotKeepTheConnectionOpen() throws Exception {
    ScriptedDuplex io = new ScriptedDuplex().text("a\nb\n").eof();
    FramedHalves<String, String> halves =
        Framed.<String, String, LinesCodec>of(io, new LinesCodec()).split();
    Future<Void> echo =
        halves.reader().filter(line -> !line.isEmpty()).map(String::strip).forward(halves.writer());
    assertThat(echo.poll(cx).isReady()).isTrue();
    assertThat(io.closes).isEqualTo(1);
  }

  @Test
  void readingToTheEndClosesTheSource() throws Exception {
    ScriptedDuplex io = new ScriptedDuplex().text("a\n").eof();
    StringBuilder got = new StringBuilder();
    Future<Void> reading = FramedRead.of(io, new LinesCodec()).forEach(got::append);
    assertThat(reading.poll(cx).isReady()).isTrue();
    assertThat(got).hasToString("a");
    assertThat(io.closes).isEqualTo(1);
  }
}
