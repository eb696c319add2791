package weft.samples.echo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import weft.future.Future;
import weft.net.TcpListener;
import weft.samples.RunningSample;

@Timeout(60)
@ParameterizedClass
@EnumSource
class EchoTest {
  enum Style {
    COMBINATORS(LineEcho::serve, LengthDelimitedEcho::serve),
    STRAIGHT(LineEchoStraight::serve, LengthDelimitedEchoStraight::serve);

    private final Function<TcpListener, Future<?>> lines;
    private final Function<TcpListener, Future<?>> frames;

    Style(Function<TcpListener, Future<?>> lines, Function<TcpListener, Future<?>> frames) {
      this.lines = lines;
      this.frames = frames;
    }
  }

  @Parameter private Style style;

  private static void send(Socket socket, String text) throws Exception {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String readToEnd(Socket socket) throws Exception {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** By an end, or by a reset if something sent was not read any more. */
  private static boolean isClosed(Socket socket) throws Exception {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  @Test
  void linesComeBack() throws Exception {
    try (RunningSample server = RunningSample.start(style.lines);
        Socket client = server.connect()) {
      send(client, "first\r\nsec");
      send(client, "ond\n\nthe rest");
      client.shutdownOutput();
      assertThat(readToEnd(client)).isEqualTo("first\nsecond\n\nthe rest\n");
    }
  }

  @Test
  void aLineThatIsTooLongEndsItsConnectionAlone() throws Exception {
    try (RunningSample server = RunningSample.start(style.lines);
        Socket other = server.connect();
        Socket client = server.connect()) {
      send(client, "x".repeat(70_000));
      assertThat(isClosed(client)).isTrue();
      send(other, "still here\n");
      other.shutdownOutput();
      assertThat(readToEnd(other)).isEqualTo("still here\n");
    }
  }

  @Test
  void framesComeBack() throws Exception {
    try (RunningSample server = RunningSample.start(style.frames);
        Socket client = server.connect()) {
      DataOutputStream out = new DataOutputStream(client.getOutputStream());
      DataInputStream in = new DataInputStream(client.getInputStream());
      for (int length : new int[] {0, 1, 300, LengthDelimitedEcho.MAX_FRAME_LENGTH}) {
        byte[] frame = "f".repeat(length).getBytes(StandardCharsets.UTF_8);
        out.writeShort(length);
        out.write(frame);
        assertThat(in.readUnsignedShort()).isEqualTo(length);
        assertThat(in.readNBytes(length)).isEqualTo(frame);
      }
    }
  }

  @Test
  void aFrameThatIsTooLongIsRefusedBeforeItComes() throws Exception {
    try (RunningSample server = RunningSample.start(style.frames);
        Socket client = server.connect()) {
      new DataOutputStream(client.getOutputStream())
          .writeShort(LengthDelimitedEcho.MAX_FRAME_LENGTH + 1);
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
  }
}
