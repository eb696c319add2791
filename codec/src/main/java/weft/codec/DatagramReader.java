package weft.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;

/**
 * The receiving half of framed datagrams: one datagram is here at a time, with a decoder of its
 * own, and is decoded to its end before the next one is received.
 */
final class DatagramReader<T> {
  /** Room for any datagram, so that none is cut short: the length field of UDP has 16 bits. */
  private static final int LARGEST = 64 * 1024;

  private final DatagramPort port;
  private final Supplier<? extends Decoder<? extends T>> decoders;
  private final ByteBufAllocator allocator;
  private @Nullable ByteBuffer scratch;
  private @Nullable Received<T> current;
  private boolean closed;

  /** A datagram, as far as it was not decoded yet. */
  private record Received<T>(ByteBuf bytes, InetSocketAddress sender, CheckedDecoder<T> decoder) {}

  DatagramReader(
      DatagramPort port,
      Supplier<? extends Decoder<? extends T>> decoders,
      ByteBufAllocator allocator) {
    this.port = port;
    this.decoders = decoders;
    this.allocator = allocator;
  }

  Poll<@Nullable Addressed<T>> pollNext(Context cx) throws Exception {
    boolean paid = false; // a datagram and its first frame are one unit of work
    while (true) {
      if (closed) {
        throw new ClosedChannelException();
      }
      Received<T> datagram = current;
      if (datagram != null) {
        if (!paid && !cx.proceed()) {
          return Poll.pending();
        }
        T frame = nextFrame(datagram, cx);
        if (frame != null) {
          return Poll.ready(new Addressed<>(frame, datagram.sender));
        }
        if (!paid) {
          cx.refund();
        }
      }
      if (!receive(cx)) {
        return Poll.pending();
      }
      paid = true;
    }
  }

  private @Nullable T nextFrame(Received<T> datagram, Context cx) throws Exception {
    T frame = null;
    try {
      frame = datagram.decoder.decodeEof(datagram.bytes, cx);
      int rest = datagram.bytes.readableBytes();
      if (frame == null && rest > 0) {
        throw new FrameException("its last " + rest + " bytes are no frame");
      }
    } catch (IOException malformed) {
      throw new MalformedDatagramException(datagram.sender, malformed);
    } finally {
      if (frame == null) {
        dropDatagram(); // used up, or there is nothing to be made of it
      }
    }
    return frame;
  }

  /** Receives a datagram, and is false if there is none yet. */
  private boolean receive(Context cx) throws IOException {
    ByteBuffer whole = scratch;
    if (whole == null) {
      scratch = whole = ByteBuffer.allocateDirect(LARGEST);
    }
    whole.clear();
    if (!(port.pollReceive(cx, whole) instanceof Poll.Ready<InetSocketAddress> sender)) {
      return false;
    }
    whole.flip();
    CheckedDecoder<T> decoder =
        new CheckedDecoder<>(Objects.requireNonNull(decoders.get(), "decoder"));
    decoder.endArrived();
    // As large as the datagram: a frame may be a slice, and keeps all of it.
    ByteBuf bytes = allocator.heapBuffer(Math.max(1, whole.remaining())).writeBytes(whole);
    current = new Received<>(bytes, sender.value(), decoder);
    return true;
  }

  private void dropDatagram() {
    Received<T> datagram = current;
    current = null;
    if (datagram != null) {
      datagram.bytes.release();
    }
  }

  void close() {
    closed = true;
    dropDatagram();
    scratch = null;
  }

  @Override
  public String toString() {
    Received<T> datagram = current;
    return (datagram == null ? 0 : datagram.bytes.readableBytes()) + " bytes to decode";
  }
}
