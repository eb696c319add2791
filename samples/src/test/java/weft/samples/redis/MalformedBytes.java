package weft.samples.redis;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * Streams of requests with some bytes changed, put in or left out.
 *
 * <p>The commands are such that no small change turns them into another one that only one of the
 * servers knows. There is no zero byte: Redis, which is written in C, stops looking for the end of
 * a line there.
 */
final class MalformedBytes {
  private static final String ALPHABET = "$*:+-0123456789\r\n\r\n \t\"'\\xPINGpingabc\u00ff";

  private final SplittableRandom random;

  MalformedBytes(long seed) {
    this.random = new SplittableRandom(seed);
  }

  byte[] next() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int commands = 1 + random.nextInt(6);
    for (int i = 0; i < commands; i++) {
      bytes.writeBytes(command());
    }
    byte[] valid = bytes.toByteArray();
    ByteArrayOutputStream changed = new ByteArrayOutputStream();
    int oneIn = 5 + random.nextInt(60);
    for (byte b : valid) {
      switch (random.nextInt(3 * oneIn)) {
        case 0 -> changed.write(any());
        case 1 -> {
          changed.write(any());
          changed.write(b);
        }
        case 2 -> {
          // left out
        }
        default -> changed.write(b);
      }
    }
    return changed.toByteArray();
  }

  private byte[] command() {
    return switch (random.nextInt(6)) {
      case 0 -> RedisPeer.encode("PING");
      case 1 -> RedisPeer.encode("PING", "hello \"world\"");
      case 2 -> RedisPeer.encode("ECHO", "x".repeat(random.nextInt(30)));
      case 3 -> "PING\r\n".getBytes(StandardCharsets.ISO_8859_1);
      case 4 -> "PING \"a\\x41 \\\"q\\\" b\"\n".getBytes(StandardCharsets.ISO_8859_1);
      default -> "ECHO 'it\\'s'\r\n".getBytes(StandardCharsets.ISO_8859_1);
    };
  }

  private int any() {
    return ALPHABET.charAt(random.nextInt(ALPHABET.length()));
  }
}
