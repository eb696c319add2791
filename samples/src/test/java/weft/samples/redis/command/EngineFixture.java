package weft.samples.redis.command;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import weft.samples.redis.RespReader;
import weft.samples.redis.protocol.Bytes;
import weft.samples.redis.protocol.Reply;
import weft.samples.redis.protocol.Request;
import weft.samples.redis.pubsub.Message;

/** An engine with a clock by hand, and connections to it. */
final class EngineFixture {
  final AtomicLong clock = new AtomicLong(1_700_000_000_000L);
  final AtomicInteger earlierDeadlines = new AtomicInteger();
  final Engine engine =
      Engine.create(
          new Engine.Options(
              clock::get,
              new SplittableRandom(1),
              Map.of("save", "", "appendonly", "no", "maxclients", "100"),
              earlierDeadlines::incrementAndGet));

  /** One connection. */
  final class Client {
    final List<Message> messages = new ArrayList<>();
    final Session session = engine.open(messages::add);

    /** Runs the words of {@code line}, in which {@code ''} is an empty word. */
    Object run(String line) {
      return send(
          Arrays.stream(line.split(" ", -1))
              .map(word -> word.equals("''") ? "" : word)
              .toArray(String[]::new));
    }

    /** Runs one command; the first of its replies. */
    Object send(String... words) {
      return replies(words).get(0);
    }

    /** Runs one command; all its replies. */
    List<Object> replies(String... words) {
      Bytes[] arguments = Arrays.stream(words).map(Bytes::of).toArray(Bytes[]::new);
      return decode(engine.execute(session, Request.of(arguments)));
    }
  }

  Client connect() {
    return new Client();
  }

  static List<Object> decode(Reply reply) {
    ByteBuf out = Unpooled.buffer();
    try {
      reply.writeTo(out, Integer.MAX_VALUE);
      List<Object> replies = new ArrayList<>();
      RespReader reader = new RespReader(new ByteBufInputStream(out));
      while (out.isReadable()) {
        replies.add(reader.read());
      }
      return replies;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      out.release();
    }
  }
}
