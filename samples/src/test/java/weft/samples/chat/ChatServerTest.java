package weft.samples.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import weft.samples.RunningSample;

@Timeout(180)
@ParameterizedClass
@EnumSource
class ChatServerTest {
  enum Style {
    COMBINATORS {
      @Override
      RunningSample start() throws Exception {
        return RunningSample.start(new ChatServer()::serve);
      }
    },
    STRAIGHT {
      @Override
      RunningSample start() throws Exception {
        return RunningSample.start(new ChatServerStraight()::serve);
      }
    };

    abstract RunningSample start() throws Exception;
  }

  @Parameter private Style style;

  /** Somebody in the room. */
  private static final class Guest implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;

    Guest(RunningSample server, String name) throws Exception {
      socket = server.connect();
      in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      assertThat(hear()).isEqualTo("* your name?");
      say(name);
      assertThat(hear()).isEqualTo("* " + name + " is here");
    }

    void say(String line) throws Exception {
      socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    String hear() throws Exception {
      return in.readLine();
    }

    @Override
    public void close() throws Exception {
      socket.close();
    }
  }

  @Test
  void everybodyHearsWhatAnybodySays() throws Exception {
    try (RunningSample server = style.start();
        Guest ann = new Guest(server, "ann")) {
      Guest bob = new Guest(server, "bob");
      assertThat(ann.hear()).isEqualTo("* bob is here");
      bob.say("hello");
      assertThat(ann.hear()).isEqualTo("bob: hello");
      assertThat(bob.hear()).isEqualTo("bob: hello");
      ann.say("hi");
      assertThat(bob.hear()).isEqualTo("ann: hi");
      assertThat(ann.hear()).isEqualTo("ann: hi");
      bob.close();
      assertThat(ann.hear()).isEqualTo("* bob has left");
    }
  }

  @Test
  void whoLeavesBeforeTellingANameWasNeverThere() throws Exception {
    try (RunningSample server = style.start();
        Guest ann = new Guest(server, "ann")) {
      try (Socket stranger = server.connect()) {
        stranger.shutdownOutput();
        assertThat(stranger.getInputStream().readAllBytes())
            .isEqualTo("* your name?\n".getBytes(StandardCharsets.UTF_8));
      }
      ann.say("anybody?");
      assertThat(ann.hear()).isEqualTo("ann: anybody?");
    }
  }

  @Test
  void aSlowGuestIsToldWhatItMissedAndHoldsNobodyUp() throws Exception {
    try (RunningSample server = style.start();
        Guest slow = new Guest(server, "slow");
        Guest ann = new Guest(server, "ann")) {
      String line = "x".repeat(10_000);
      // 60 MB: more than the sockets between the slow guest and the server hold.
      for (int i = 0; i < 6_000; i++) {
        ann.say(line);
        assertThat(ann.hear()).isEqualTo("ann: " + line);
      }
      String heard = slow.hear();
      while (!heard.startsWith("* you missed")) {
        heard = slow.hear();
      }
      assertThat(heard).matches("\\* you missed [0-9]+ lines");
    }
  }
}
