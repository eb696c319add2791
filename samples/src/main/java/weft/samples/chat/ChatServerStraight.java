package weft.samples.chat;

import static weft.async.Async.async;
import static weft.async.Async.await;

import java.io.IOException;
import java.util.List;
import weft.Weft;
import weft.codec.Framed;
import weft.codec.FramedRead;
import weft.codec.FramedWrite;
import weft.codec.LinesCodec;
import weft.future.Future;
import weft.future.Futures;
import weft.net.TcpListener;
import weft.net.TcpStream;
import weft.runtime.WeftRuntime;
import weft.sync.Broadcast;
import weft.sync.LaggedException;

/**
 * {@link ChatServer} in straight-line style.
 *
 * <p><b>It teaches</b> bodies inside a body: the two directions of a connection are one loop each,
 * {@code race} runs both and unwinds the other when one has ended, and {@code finally} says who has
 * left, however that came about.
 *
 * <p><b>Run it</b> with {@code samples/run chat.ChatServerStraight 6144}, then {@code nc 127.0.0.1
 * 6144} in two terminals.
 */
public final class ChatServerStraight {
  private final Broadcast.Sender<String> room = Broadcast.bounded(ChatServer.HISTORY);

  /** Serves on the port in the first argument, 6144 by default. */
  public static void main(String[] arguments) throws Exception {
    int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 6144;
    try (WeftRuntime runtime = WeftRuntime.create()) {
      TcpListener listener = runtime.blockOn(TcpListener.bind("127.0.0.1", port));
      System.out.println("chat ready on " + listener.localAddress());
      runtime.blockOn(new ChatServerStraight().serve(listener));
    }
  }

  Future<Void> serve(TcpListener listener) {
    return async(
        listener,
        open -> {
          while (open.isOpen()) {
            Weft.spawn(greet(await(open.accept())));
          }
        });
  }

  /** Asks for the name, then lets the client in. */
  private Future<Void> greet(TcpStream socket) {
    return async(
        Framed.of(socket, new LinesCodec()),
        connection -> {
          try {
            await(connection.send("* your name?"));
            String name = await(connection.next());
            if (name != null) {
              chat(name, connection);
            }
          } catch (IOException lost) {
            // The client has gone; there is nobody left to tell.
          }
        });
  }

  /** Either direction may end it: the client leaves, or it cannot be written to. */
  private void chat(String name, Framed<String, String> connection) throws Exception {
    var halves = connection.split();
    try (FramedRead<String> reader = halves.reader();
        FramedWrite<String> writer = halves.writer();
        Broadcast.Receiver<String> messages = room.subscribe()) {
      say("* " + name + " is here");
      try {
        await(
            Futures.race(
                List.of(async(() -> talk(name, reader)), async(() -> hear(messages, writer)))));
      } finally {
        say("* " + name + " has left");
      }
    }
  }

  private void talk(String name, FramedRead<String> reader) throws Exception {
    for (String line = await(reader.next()); line != null; line = await(reader.next())) {
      say(name + ": " + line);
    }
  }

  /** Nobody may be there to hear it, which is all right. */
  private int say(String line) {
    return room.send(line);
  }

  /** What is said in the room. Lines that were missed are a line of their own. */
  private static void hear(Broadcast.Receiver<String> messages, FramedWrite<String> writer)
      throws Exception {
    while (true) {
      String line;
      try {
        line = await(messages.receive());
      } catch (LaggedException missed) {
        line = "* you missed " + missed.missed() + " lines";
      }
      if (line == null) {
        return;
      }
      await(writer.send(line));
    }
  }
}
