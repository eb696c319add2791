package weft.samples.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import weft.samples.RunningSample;

class TickerTest {

  @Test
  void sendsEventsUntilTheClientLeaves() throws Exception {
    try (RunningSample sample =
            RunningSample.start(listener -> Ticker.serve(listener, Duration.ofMillis(5)));
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
