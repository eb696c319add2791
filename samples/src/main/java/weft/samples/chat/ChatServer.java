package weft.samples.chat;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.Weft;
import weft.codec.Framed;
import weft.codec.FramedHalves;
import weft.codec.LinesCodec;
import weft.future.Future;
import weft.future.Futures;
import weft.future.Poll;
import weft.net.TcpListener;
import weft.net.TcpStream;
import weft.runtime.WeftRuntime;
import weft.streams.Stream;
import weft.sync.Broadcast;
import weft.sync.LaggedException;

/**
 * A chat room. The first line a client sends is its name; each further line is heard by everybody.
 *
 * <p><b>It teaches</b> a broadcast channel among tasks, two directions of one connection that run
 * side by side and end together ({@code race}), and what to do about a client that is too slow: it
 * is told how much it missed, and nobody waits for it.
 *
 * <p><b>Run it</b> with {@code samples/run chat.ChatServer 6144}, then {@code nc 127.0.0.1 6144} in
 * two terminals.
 */
public final class ChatServer {
  /** How many lines a slow client may be behind before it begins to miss some. */
  static final int HISTORY = 256;

  private final Broadcast.Sender<String> room = Broadcast.bounded(HISTORY);

  /** Serves on the port in the first argument, 6144 by default. */
  public static void main(String[] arguments) throws Exception {
    int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 6144;
    try (WeftRuntime runtime = WeftRuntime.create()) {
      TcpListener listener = runtime.blockOn(TcpListener.bind("127.0.0.1", port));
      System.out.println("chat ready on " + listener.localAddress());
      runtime.blockOn(new ChatServer().serve(listener));
    }
  }

  Future<@Nullable Void> serve(TcpListener listener) {
    Stream<TcpStream> connections = listener::pollAccept;
    return connections.forEach(socket -> Weft.spawn(greet(socket)));
  }

  /** Asks for the name, then lets the client in. */
  private Future<@Nullable Void> greet(TcpStream socket) {
    FramedHalves<String, String> lines = Framed.of(socket, new LinesCodec()).split();
    return lines
        .writer()
        .send("* your name?")
        .then(sent -> lines.reader().next())
        .then(name -> name == null ? Futures.done() : chat(name, lines))
        .recoverWith(ChatServer::ignoreLostConnections)
        // While the name is asked for, the halves are ours; and closing twice does no harm.
        .whenDone((done, failure) -> close(lines))
        .onCancel(() -> close(lines));
  }

  /**
   * The client's part in the conversation. Either direction may end it: the client leaves, or it
   * cannot be written to. The other one is cancelled then.
   */
  private Future<@Nullable Void> chat(String name, FramedHalves<String, String> lines) {
    Broadcast.Receiver<String> messages = room.subscribe();
    say("* " + name + " is here");
    Future<@Nullable Void> hearing = heard(messages).forward(lines.writer());
    Future<@Nullable Void> talking = lines.reader().forEach(line -> say(name + ": " + line));
    return Futures.race(List.of(talking, hearing))
        .whenDone((done, failure) -> leave(name, messages))
        .onCancel(() -> leave(name, messages));
  }

  private void leave(String name, Broadcast.Receiver<String> messages) {
    messages.close();
    say("* " + name + " has left");
  }

  /** What is said in the room. Lines that were missed are a line of their own. */
  private static Stream<String> heard(Broadcast.Receiver<String> messages) {
    return cx -> {
      try {
        return messages.pollReceive(cx);
      } catch (LaggedException missed) {
        return Poll.ready("* you missed " + missed.missed() + " lines");
      }
    };
  }

  /** Nobody may be there to hear it, which is all right. */
  private int say(String line) {
    return room.send(line);
  }

  private static void close(FramedHalves<String, String> lines) {
    lines.reader().close();
    lines.writer().close();
  }

  private static Future<@Nullable Void> ignoreLostConnections(Exception failure) throws Exception {
    if (failure instanceof IOException) {
      return Futures.done();
    }
    throw failure;
  }
}
