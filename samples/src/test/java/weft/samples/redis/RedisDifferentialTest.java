package weft.samples.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same bytes go to our server and to a real redis-server, and the same must come back. */
class RedisDifferentialTest {
  private static final int COMMANDS = 4_000;
  private static final int PIPELINE = 50;

  /** In what HELLO tells. */
  private static final Pattern CONNECTION_ID = Pattern.compile("id\r\n:[0-9]+");

  @TempDir private static Path directory;

  private static ReferenceServer reference;
  private static RunningServer ours;

  @BeforeAll
  static void startServers() throws Exception {
    reference = ReferenceServer.start(directory);
    ours = RunningServer.start();
  }

  @AfterAll
  static void stopServers() throws Exception {
    if (ours != null) {
      ours.close();
    }
    if (reference != null) {
      reference.close();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void randomCommands(long seed) throws IOException {
    RandomCommands random = new RandomCommands(seed);
    try (RedisPeer expected = RedisPeer.connect(reference.address());
        RedisPeer actual = RedisPeer.connect(ours.address())) {
      expected.call("FLUSHALL");
      actual.call("FLUSHALL");
      for (int sent = 0; sent < COMMANDS; sent += PIPELINE) {
        List<String[]> commands = new ArrayList<>();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < PIPELINE; i++) {
          commands.add(random.next());
          bytes.writeBytes(RedisPeer.encode(commands.get(i)));
        }
        expected.send(bytes.toByteArray());
        actual.send(bytes.toByteArray());
        for (String[] command : commands) {
          Object wanted = normalize(command, expected.read());
          Object got = normalize(command, actual.read());
          assertThat(isClose(command, wanted, got) ? wanted : got)
              .as("seed %d: %s", seed, Arrays.toString(command))
              .isEqualTo(wanted);
        }
      }
    }
  }

  /** What has no order, or an order of each server's own, is put in one. */
  private static Object normalize(String[] command, Object reply) {
    if (!(reply instanceof List<?> list)) {
      return reply;
    }
    return switch (command[0].toUpperCase(Locale.ROOT)) {
      case "SMEMBERS", "KEYS", "SPOP" -> list.stream().map(Object::toString).sorted().toList();
      case "HGETALL" -> pairs(list);
      case "HELLO" -> list.stream().filter(part -> !part.toString().startsWith(":")).toList();
      case "SCAN", "COMMAND" -> "each server's own";
      case "ZRANGE" ->
          Arrays.stream(command).anyMatch("BYLEX"::equalsIgnoreCase)
              ? "undefined when scores differ"
              : list;
      default -> list;
    };
  }

  private static TreeSet<String> pairs(List<?> list) {
    TreeSet<String> pairs = new TreeSet<>();
    for (int i = 0; i < list.size(); i += 2) {
      pairs.add(list.get(i) + "=" + list.get(i + 1));
    }
    return pairs;
  }

  /** Times to live may differ by the time between the two commands. */
  private static boolean isClose(String[] command, Object wanted, Object got) {
    if (!command[0].toUpperCase(Locale.ROOT).endsWith("TTL")
        || !wanted.toString().matches(":[0-9]+")
        || !got.toString().matches(":[0-9]+")) {
      return false;
    }
    long difference =
        Long.parseLong(wanted.toString(), 1, wanted.toString().length(), 10)
            - Long.parseLong(got.toString(), 1, got.toString().length(), 10);
    return Math.abs(difference) <= (command[0].toUpperCase(Locale.ROOT).startsWith("P") ? 5000 : 5);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void malformedBytes(long seed) throws IOException {
    MalformedBytes random = new MalformedBytes(seed);
    for (int i = 0; i < 250; i++) {
      byte[] bytes = random.next();
      assertSameAnswer(bytes, "seed " + seed + ", stream " + i);
    }
  }

  static List<String> handmade() {
    return List.of(
        "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\nPING\r\n*1\r\n$4\r\nQUIT\r\nPING\r\n",
        "*1\r\n$4\r\nPINGxxPING\r\n",
        "*-1\r\n*0\r\n\r\n\nPING\n",
        "*1\r\n\r\n",
        "PING\r\n*x\r\nPING\r\n",
        "PING\r\n*1\r\n$-1\r\n",
        "*2147483648\r\n",
        "*1\r\n$536870913\r\n",
        "*1\r\n$99999999999999999999\r\n",
        "*" + "1".repeat(70_000),
        "*1\r\n$" + "1".repeat(70_000),
        "x".repeat(70_000),
        "PING 'a\r\n",
        "PING \"a\"b\r\n",
        "PING \"\\x4z\\\r\n",
        "PING \"\\",
        "\tPING\u000b\r\n",
        "PING\ra\r\n",
        "nosuch " + "y".repeat(300) + " z\r\n",
        "nosuch '" + "y".repeat(100) + "' \"a\\x00b\" zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz\r\n",
        "quit a b c\r\nPING\r\n",
        "SUBSCRIBE a\r\nGET x\r\nPING\r\nPING y\r\nSUBSCRIBE a\r\nUNSUBSCRIBE b\r\nUNSUBSCRIBE\r\nPING\r\n",
        "PSUBSCRIBE a* b*\r\nPUNSUBSCRIBE a* c\r\nPUNSUBSCRIBE\r\nUNSUBSCRIBE\r\nPUNSUBSCRIBE q\r\n",
        "SUBSCRIBE a\r\nRESET\r\nPING\r\nSUBSCRIBE\r\nQUIT\r\n",
        "SUBSCRIBE a\r\nnosuch\r\nGET\r\nCLIENT\r\nCLIENT GETNAME\r\nCLIENT nope\r\n",
        "HELLO 2 NOPE\r\nHELLO 2 AUTH a b\r\nHELLO 2 AUTH default\r\nHELLO 2 SETNAME\r\n");
  }

  @ParameterizedTest
  @MethodSource("handmade")
  void oddBytes(String text) throws IOException {
    assertSameAnswer(text.getBytes(StandardCharsets.ISO_8859_1), text);
  }

  private static void assertSameAnswer(byte[] bytes, String description) throws IOException {
    assertThat(answer(ours.address(), bytes))
        .as(description + ": " + new String(bytes, StandardCharsets.ISO_8859_1))
        .isEqualTo(answer(reference.address(), bytes));
  }

  private static String answer(InetSocketAddress address, byte[] bytes) throws IOException {
    try (RedisPeer peer = RedisPeer.connect(address)) {
      peer.send(bytes);
      return CONNECTION_ID.matcher(peer.finish()).replaceAll("id\r\n:n");
    }
  }

  @Test
  void sortedSetsInTheOrderOfTheirBytes() throws IOException {
    List<String> bounds = List.of("-", "+", "[a", "(a", "[b\u00ff", "(c", "[", "(", "[zz", "x", "");
    try (RedisPeer expected = RedisPeer.connect(reference.address());
        RedisPeer actual = RedisPeer.connect(ours.address())) {
      List<String[]> commands = new ArrayList<>();
      commands.add(new String[] {"DEL", "lex"});
      for (String member : List.of("a", "b", "b\u00ff", "c", "", "aa", "z")) {
        commands.add(new String[] {"ZADD", "lex", "0", member});
      }
      for (String low : bounds) {
        for (String high : bounds) {
          commands.add(new String[] {"ZRANGE", "lex", low, high, "BYLEX"});
          commands.add(
              new String[] {"ZRANGE", "lex", low, high, "BYLEX", "REV", "LIMIT", "1", "2"});
        }
      }
      for (String[] command : commands) {
        assertThat(actual.call(command))
            .as(Arrays.toString(command))
            .isEqualTo(expected.call(command));
      }
    }
  }

  @Test
  void bigValuesAndLongLists() throws IOException {
    String big = "0123456789".repeat(300_000);
    try (RedisPeer expected = RedisPeer.connect(reference.address());
        RedisPeer actual = RedisPeer.connect(ours.address())) {
      for (RedisPeer peer : List.of(expected, actual)) {
        peer.call("FLUSHALL");
        String[] push = new String[20_002];
        push[0] = "RPUSH";
        push[1] = "list";
        for (int i = 2; i < push.length; i++) {
          push[i] = "element" + i;
        }
        assertThat(peer.call(push)).isEqualTo(":20000");
        assertThat(peer.call("SET", "big", big)).isEqualTo("+OK");
        assertThat(peer.call("APPEND", "big", big)).isEqualTo(":6000000");
        assertThat(peer.call("RPUSH", "list", big)).isEqualTo(":20001");
      }
      for (String[] command :
          List.of(
              new String[] {"GET", "big"},
              new String[] {"LRANGE", "list", "0", "-1"},
              new String[] {"LRANGE", "list", "-3", "-1"},
              new String[] {"MGET", "big", "list", "big"})) {
        assertThat(actual.call(command).equals(expected.call(command)))
            .as(Arrays.toString(command))
            .isTrue();
      }
    }
  }
}
