package weft.codec;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import weft.future.Context;
import weft.future.Poll;
import weft.net.UdpSocket;

/** What framing needs of a socket of datagrams. In tests it follows a script. */
interface DatagramPort {

  /** As {@link UdpSocket#pollReceive}. */
  Poll<InetSocketAddress> pollReceive(Context cx, ByteBuffer dst) throws IOException;

  /** As {@link UdpSocket#pollSend}. */
  Poll<Void> pollSend(Context cx, ByteBuffer src, InetSocketAddress target) throws IOException;

  void close();

  static DatagramPort of(UdpSocket socket) {
    return new DatagramPort() {
      @Override
      public Poll<InetSocketAddress> pollReceive(Context cx, ByteBuffer dst) throws IOException {
        return socket.pollReceive(cx, dst);
      }

      @Override
      public Poll<Void> pollSend(Context cx, ByteBuffer src, InetSocketAddress target)
          throws IOException {
        return socket.pollSend(cx, src, target);
      }

      @Override
      public void close() {
        socket.close();
      }

      @Override
      public String toString() {
        return socket.toString();
      }
    };
  }
}
