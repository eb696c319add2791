package weft.samples.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BiFunction;
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
class TickerTest {
  enum Style {
    COMBINATORS(Ticker::serve),
    STRAIGHT(TickerStraight::serve);

    private final BiFunction<TcpListener, Duration, Future<?>> serve;

    Style(BiFunction<TcpListener, Duration, Future<?>> serve) {
      this.serve = serve;
    }
  }

  @Parameter private Style style;

  @Test
  void sendsEventsUntilTheClientLeaves() throws Exception {
    try (RunningSample sample =
            RunningSample.start(listener -> style.serve.apply(listener, Duration.ofMillis(5)));
        Socket socket = sample.connect()) {
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: here\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      assertThat(lines.readLine()).isEqualTo("HTTP/1.1 200 OK");
      String line = lines.readLine();
      while (!line.isEmpty()) {
        line = lines.readLine();
      }
      long last = -1;
      for (int event = 0; event < 3; event++) {
        long id = Long.parseLong(lines.readLine().substring("id: ".length()));
        assertThat(id).isGreaterThan(last);
        last = id;
        assertThat(lines.readLine()).isEqualTo("data: tick " + id);
        assertThat(lines.readLine()).isEmpty();
      }
      socket.shutdownOutput();
      while (line != null) {
        line = lines.readLine(); // comes to an end
      }
    }
  }
}
