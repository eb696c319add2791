package consumer;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import weft.future.Future;
import weft.net.UdpSocket;
import weft.testkit.Steps;

/**
 * A register kept by several replicas: as long as a majority of them can be reached, it is read and
 * written, and who reads sees the last write that was acknowledged. Nothing in it knows that it
 * will be simulated.
 */
final class Register {
  private static final byte GET = 0;
  private static final byte PUT = 1;
  private static final byte ANSWER = 2;
  private static final Duration RETRY = Duration.ofMillis(100);

  /** What a replica holds. */
  record Versioned(int version, int value) {}

  private Register() {}

  private static ByteBuffer message(byte kind, int request, Versioned state) {
    return ByteBuffer.allocate(13)
        .put(kind)
        .putInt(request)
        .putInt(state.version())
        .putInt(state.value())
        .flip();
  }

  // ---------------------------------------------------------------- a replica

  /** Answers at {@code address} for ever. */
  static Future<Void> replica(InetSocketAddress address) {
    Versioned[] state = {new Versioned(0, 0)};
    return UdpSocket.bind(address)
        .then(
            socket ->
                Steps.loop(
                        round ->
                            socket
                                .receive()
                                .then(
                                    request -> {
                                      ByteBuffer answer = handle(request.content(), state);
                                      return socket.sendTo(answer, request.sender());
                                    }))
                    .onCancel(socket::close));
  }

  private static ByteBuffer handle(ByteBuffer request, Versioned[] state) {
    byte kind = request.get();
    int number = request.getInt();
    Versioned offered = new Versioned(request.getInt(), request.getInt());
    if (kind == PUT && offered.version() > state[0].version()) {
      state[0] = offered;
    }
    return message(ANSWER, number, state[0]);
  }

  // ---------------------------------------------------------------- a client

  /** Reads and writes, one operation at a time. */
  static final class Client {
    private final UdpSocket socket;
    private final List<InetSocketAddress> replicas;
    private final int quorum;
    private int request;

    /**
     * @param quorum how many replicas have to answer: a majority, unless one wants to see what
     *     happens otherwise
     */
    Client(UdpSocket socket, List<InetSocketAddress> replicas, int quorum) {
      this.socket = socket;
      this.replicas = replicas;
      this.quorum = quorum;
    }

    Future<Void> write(int value) {
      return ask(GET, new Versioned(0, 0))
          .then(latest -> ask(PUT, new Versioned(latest.version() + 1, value)))
          .map(acknowledged -> null);
    }

    Future<Integer> read() {
      return ask(GET, new Versioned(0, 0))
          .then(latest -> ask(PUT, latest)) // so that the next reader sees it, too
          .map(Versioned::value);
    }

    /** Asks all replicas until a quorum has answered; gives the latest state among the answers. */
    private Future<Versioned> ask(byte kind, Versioned state) {
      Map<InetSocketAddress, Versioned> answers = new HashMap<>();
      List<InetSocketAddress> all = new ArrayList<>(replicas);
      int number = request++;
      return Steps.loop(
              attempt ->
                  answers.size() >= quorum
                      ? null
                      : Steps.loop(
                              i ->
                                  i == all.size()
                                      ? null
                                      : socket.sendTo(message(kind, number, state), all.get(i)))
                          .then(
                              sent ->
                                  collect(answers, number)
                                      .timeout(RETRY)
                                      .recover(nobodyElseAnswers -> null)))
          .map(
              done ->
                  answers.values().stream()
                      .reduce((a, b) -> a.version() >= b.version() ? a : b)
                      .orElseThrow());
    }

    private Future<Void> collect(Map<InetSocketAddress, Versioned> answers, int number) {
      return Steps.loop(
          round ->
              answers.size() >= quorum
                  ? null
                  : socket
                      .receive()
                      .map(
                          answer -> {
                            ByteBuffer content = answer.content();
                            content.get();
                            if (content.getInt() == number) { // else a late one
                              answers.put(
                                  answer.sender(),
                                  new Versioned(content.getInt(), content.getInt()));
                            }
                            return null;
                          }));
    }
  }
}
