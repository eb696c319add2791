package weft.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import weft.future.CheckReturnValue;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Undelivered;
import weft.internal.driver.DatagramTransport;

/**
 * Sends and receives datagrams over UDP. A datagram arrives whole or not at all, never cut short in
 * silence.
 *
 * <p><b>Cancellation.</b> Every future here sends or receives one datagram in the poll that hands
 * it out: cancelling a pending one loses nothing.
 *
 * <p><b>Errors.</b> {@link java.net.PortUnreachableException} says that the peer of a connected
 * socket refused an earlier datagram; it is the failure of that one operation, and the socket goes
 * on. A closed socket gives {@link ClosedChannelException}.
 *
 * <p><b>Threads.</b> One task sends and one receives at a time, not necessarily the same one;
 * {@link #close} may be called from any thread.
 */
public final class UdpSocket implements AutoCloseable, Undelivered {
  /** Holds any datagram: the length field of UDP has 16 bits. */
  private static final int LARGEST = 64 * 1024;

  private final DatagramTransport transport;
  private @Nullable ByteBuffer scratch; // of the task that receives

  private UdpSocket(DatagramTransport transport) {
    this.transport = transport;
  }

  /** Binds a socket. Ready at its first poll. */
  @CheckReturnValue
  public static Future<UdpSocket> bind(SocketAddress local) {
    return bind(local, SocketOptions.none());
  }

  /**
   * Binds a socket with options. Ready at its first poll.
   *
   * @param local an address; port 0 for any that is free, see {@link #localAddress()}
   */
  @CheckReturnValue
  public static Future<UdpSocket> bind(SocketAddress local, SocketOptions options) {
    if (!(local instanceof InetSocketAddress inet) || inet.isUnresolved()) {
      throw new IllegalArgumentException("not a resolved address of UDP: " + local);
    }
    return SocketFuture.making(
        "UdpSocket.bind",
        services -> {
          DatagramTransport opened = services.driver().network().openDatagram(local);
          try {
            options.applyTo(opened);
            opened.bind(local);
            return new UdpSocket(opened);
          } catch (IOException e) {
            opened.close();
            throw Failures.named("bind to " + local, e);
          } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
          }
        });
  }

  /**
   * Fixes the peer: {@link #send} sends there, and datagrams of others are dropped. Does not wait.
   */
  public void connect(InetSocketAddress remote) throws IOException {
    transport.connect(remote);
  }

  /** Undoes {@link #connect}. */
  public void disconnect() throws IOException {
    transport.disconnect();
  }

  /**
   * Sends what remains in {@code src} to the connected peer as one datagram, also if it is empty.
   *
   * <p><b>Errors.</b> {@link java.nio.channels.NotYetConnectedException} without {@link #connect};
   * an {@link IOException} if it is larger than the system sends.
   */
  @CheckReturnValue
  public Future<Void> send(ByteBuffer src) {
    return SocketFuture.of("send", transport.writable(), cx -> pollSend(cx, src, null));
  }

  /** Sends what remains in {@code src} to {@code target} as one datagram, also if it is empty. */
  @CheckReturnValue
  public Future<Void> sendTo(ByteBuffer src, InetSocketAddress target) {
    return SocketFuture.of("sendTo", transport.writable(), cx -> pollSend(cx, src, target));
  }

  /**
   * Sends one datagram.
   *
   * @param target where to, or null for the connected peer
   */
  public Poll<Void> pollSend(Context cx, ByteBuffer src, @Nullable InetSocketAddress target)
      throws IOException {
    if (!cx.proceed()) {
      return Poll.pending();
    }
    while (transport.writable().poll(cx)) {
      if (transport.send(src, target)) {
        return Poll.done();
      }
      transport.writable().clear();
    }
    cx.refund();
    return Poll.pending();
  }

  /** A future of the next datagram, whatever its size. */
  @CheckReturnValue
  public Future<Datagram> receive() {
    return SocketFuture.of("receive", transport.readable(), this::pollDatagram);
  }

  /**
   * Receives the next datagram into {@code dst}; a future of its sender.
   *
   * <p><b>Errors.</b> {@link DatagramTooLargeException} if it does not fit: it is lost then, and
   * {@code dst} is as before.
   */
  @CheckReturnValue
  public Future<InetSocketAddress> receiveInto(ByteBuffer dst) {
    return SocketFuture.of("receiveInto", transport.readable(), cx -> pollReceive(cx, dst));
  }

  /**
   * Receives one datagram into {@code dst}, as {@link #receiveInto} does.
   *
   * @return its sender
   */
  public Poll<InetSocketAddress> pollReceive(Context cx, ByteBuffer dst) throws IOException {
    if (dst.remaining() >= LARGEST) {
      return pollReceiveWhole(cx, dst);
    }
    ByteBuffer whole = scratch();
    Poll<InetSocketAddress> sender = pollReceiveWhole(cx, whole);
    if (sender.isReady()) {
      whole.flip();
      if (whole.remaining() > dst.remaining()) {
        throw new DatagramTooLargeException(whole.remaining(), dst.remaining());
      }
      dst.put(whole);
    }
    return sender;
  }

  private Poll<Datagram> pollDatagram(Context cx) throws IOException {
    ByteBuffer whole = scratch();
    if (!(pollReceiveWhole(cx, whole) instanceof Poll.Ready<InetSocketAddress> sender)) {
      return Poll.pending();
    }
    whole.flip();
    ByteBuffer content = ByteBuffer.allocate(whole.remaining()).put(whole).flip();
    return Poll.ready(new Datagram(content, sender.value()));
  }

  private ByteBuffer scratch() {
    ByteBuffer known = scratch;
    if (known == null) {
      known = ByteBuffer.allocateDirect(LARGEST);
      scratch = known;
    }
    return known.clear();
  }

  private Poll<InetSocketAddress> pollReceiveWhole(Context cx, ByteBuffer dst) throws IOException {
    if (!cx.proceed()) {
      return Poll.pending();
    }
    while (transport.readable().poll(cx)) {
      SocketAddress sender = transport.receive(dst);
      if (sender != null) {
        return Poll.ready((InetSocketAddress) sender);
      }
      transport.readable().clear();
    }
    cx.refund();
    return Poll.pending();
  }

  /** A future of the time when a datagram may be there. Cancelling it loses nothing. */
  @CheckReturnValue
  public Future<Void> readable() {
    return SocketFuture.ready("readable", transport.readable());
  }

  /** A future of the time when a datagram may be taken. Cancelling it loses nothing. */
  @CheckReturnValue
  public Future<Void> writable() {
    return SocketFuture.ready("writable", transport.writable());
  }

  /** Sets an option of this socket. */
  public <T> void setOption(SocketOption<T> option, T value) throws IOException {
    transport.setOption(option, value);
  }

  /** The value of an option of this socket. */
  public <T> T option(SocketOption<T> option) throws IOException {
    return transport.getOption(option);
  }

  /** The near end. */
  public InetSocketAddress localAddress() throws IOException {
    SocketAddress address = transport.localAddress();
    if (address == null) {
      throw new ClosedChannelException();
    }
    return (InetSocketAddress) address;
  }

  /** The peer that {@link #connect} fixed, or null. */
  public @Nullable InetSocketAddress remoteAddress() throws IOException {
    return (InetSocketAddress) transport.remoteAddress();
  }

  /** Whether {@link #close} has not been called and the runtime lives. */
  public boolean isOpen() {
    return transport.isOpen();
  }

  /** Closes at once; pending operations fail with {@link ClosedChannelException}. Idempotent. */
  @Override
  public void close() {
    transport.close();
  }

  /** Closes: nobody will ever receive this socket. */
  @Override
  public void onUndelivered() {
    close();
  }

  @Override
  public String toString() {
    return "UdpSocket[" + transport + "]";
  }
}
