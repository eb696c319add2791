package weft.codec;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import weft.future.Context;
import weft.future.Poll;

/** A socket of datagrams that follows a script; after its script it is pending. */
final class ScriptedPort implements DatagramPort {
  static final InetSocketAddress ANN = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
  static final InetSocketAddress BOB = new InetSocketAddress(InetAddress.getLoopbackAddress(), 2);

  private final ArrayDeque<Object> receives = new ArrayDeque<>();
  private final ArrayDeque<Object> sends = new ArrayDeque<>();
  final List<String> sent = new ArrayList<>(); // "port: text"
  int closes;

  private record Incoming(byte[] content, InetSocketAddress sender) {}

  ScriptedPort from(InetSocketAddress sender, byte... content) {
    receives.add(new Incoming(content, sender));
    return this;
  }

  ScriptedPort from(InetSocketAddress sender, String text) {
    return from(sender, text.getBytes(StandardCharsets.UTF_8));
  }

  ScriptedPort receivePending() {
    receives.add(Poll.pending());
    return this;
  }

  ScriptedPort receiveFails(IOException failure) {
    receives.add(failure);
    return this;
  }

  ScriptedPort sendPending() {
    sends.add(Poll.pending());
    return this;
  }

  ScriptedPort sendFails(IOException failure) {
    sends.add(failure);
    return this;
  }

  @Override
  public Poll<InetSocketAddress> pollReceive(Context cx, ByteBuffer dst) throws IOException {
    if (!cx.proceed()) {
      return Poll.pending();
    }
    Object step = receives.poll();
    if (step instanceof IOException failure) {
      throw failure;
    }
    if (step instanceof Incoming incoming) {
      dst.put(incoming.content);
      return Poll.ready(incoming.sender);
    }
    cx.refund();
    return Poll.pending();
  }

  @Override
  public Poll<Void> pollSend(Context cx, ByteBuffer src, InetSocketAddress target)
      throws IOException {
    Object step = sends.poll();
    if (step instanceof IOException failure) {
      throw failure;
    }
    if (step != null) {
      return Poll.pending();
    }
    sent.add(target.getPort() + ": " + StandardCharsets.UTF_8.decode(src));
    return Poll.done();
  }

  @Override
  public void close() {
    closes++;
  }
}
