package weft.codec;

import io.netty.buffer.ByteBufAllocator;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;
import weft.future.Undelivered;
import weft.net.UdpSocket;
import weft.streams.Sink;
import weft.streams.Stream;

/**
 * A socket of datagrams as a stream of the values that come in, each with its sender, and a sink of
 * the values that go out, each with its target. One socket talks with any number of peers.
 *
 * <p><b>Receiving.</b> A datagram may hold several frames: they come one after the other, in its
 * order, before the next datagram is received. It ends as a stream of bytes ends ({@link
 * Decoder#decodeEof}), so that a last line needs no ending. An empty one gives what the decoder
 * makes of nothing, which for the codecs here is nothing.
 *
 * <p>Each datagram gets a decoder of its own. So nothing of one reaches the next: what is no whole
 * frame fails with a {@link MalformedDatagramException}, which names the sender; the rest of that
 * datagram is dropped, the frames before it have been given, and the next poll goes on with the
 * next datagram. There is no end in between, and none at all: a server that is to outlive its
 * clients' mistakes catches this exception around {@link #next()}. Operators end at a failure, as
 * always.
 *
 * <p><b>Sending.</b> Each item is a datagram of its own, also if its encoding is empty. One waits
 * at a time, until the sink is asked for more room or flushed. An encoding of more than 65,507
 * bytes, or {@link #maxDatagramLength}, is refused with {@link FrameTooLongException} and leaves
 * nothing behind. A datagram that the system refuses to send is dropped with that failure. After
 * both the sink may be used on. A reference-counted value is released here, exactly once, also if
 * it cannot be encoded.
 *
 * <p><b>Errors</b> of a {@linkplain UdpSocket#connect connected} socket, as a {@link
 * java.net.PortUnreachableException}, are those of one poll; both directions go on. UDP itself
 * loses, doubles and reorders datagrams without saying so.
 *
 * <p><b>Cancellation.</b> Waiting for a value loses nothing. Waiting to send loses nothing before
 * the item was taken; a taken item is sent by the next flush.
 *
 * <p>Owns the socket. {@link #close()} is immediate, drops what was not sent or decoded and
 * releases its buffers; {@link #pollFinish} sends what waits and leaves the socket open for
 * receiving.
 *
 * <p><b>Threads.</b> One owner, as every stream and sink.
 *
 * @param <I> the type of the values that come in
 * @param <O> the type of the values that go out
 */
public final class UdpFramed<I, O>
    implements Stream<Addressed<I>>, Sink<Addressed<O>>, AutoCloseable, Undelivered {
  private final DatagramPort port;
  private final DatagramReader<I> reader;
  private final DatagramWriter<O> writer;

  UdpFramed(
      DatagramPort port,
      Supplier<? extends Decoder<? extends I>> decoders,
      Encoder<? super O> encoder) {
    this.port = port;
    this.reader =
        new DatagramReader<>(
            port, Objects.requireNonNull(decoders, "decoders"), ByteBufAllocator.DEFAULT);
    this.writer =
        new DatagramWriter<>(
            port, Objects.requireNonNull(encoder, "encoder"), ByteBufAllocator.DEFAULT);
  }

  /**
   * Frames the datagrams of {@code socket} by a codec that does both directions.
   *
   * @param codecs makes one for each datagram that is received, and one that encodes; as {@code
   *     LinesCodec::new}
   */
  public static <I, O, C extends Decoder<I> & Encoder<O>> UdpFramed<I, O> of(
      UdpSocket socket, Supplier<C> codecs) {
    return of(socket, codecs, codecs.get());
  }

  /**
   * Frames the datagrams of {@code socket} by decoders and an encoder.
   *
   * @param decoders makes one for each datagram that is received
   * @param encoder encodes all that are sent
   */
  public static <I, O> UdpFramed<I, O> of(
      UdpSocket socket,
      Supplier<? extends Decoder<? extends I>> decoders,
      Encoder<? super O> encoder) {
    return new UdpFramed<>(
        DatagramPort.of(Objects.requireNonNull(socket, "socket")), decoders, encoder);
  }

  /**
   * Sets how long a datagram may be that is sent: what goes through a network in one piece, say.
   *
   * @param bytes from 1 to 65,507, which is the default
   * @return this
   */
  public UdpFramed<I, O> maxDatagramLength(int bytes) {
    writer.maxLength(bytes);
    return this;
  }

  @Override
  public Poll<@Nullable Addressed<I>> pollNext(Context cx) throws Exception {
    return reader.pollNext(cx);
  }

  @Override
  public Poll<Void> pollReady(Context cx) throws Exception {
    return writer.pollReady(cx);
  }

  @Override
  public void startSend(Addressed<O> item) throws Exception {
    writer.startSend(item);
  }

  @Override
  public Poll<Void> pollFlush(Context cx) throws Exception {
    return writer.pollFlush(cx);
  }

  /** Sends what waits; further items are refused from the first call on. */
  @Override
  public Poll<Void> pollFinish(Context cx) throws Exception {
    return writer.pollFinish(cx);
  }

  @Override
  public void cancel() {
    close();
  }

  @Override
  public void onUndelivered() {
    close();
  }

  /** Closes the socket, releases the buffers. Idempotent; never throws or waits. */
  @Override
  public void close() {
    reader.close();
    writer.close();
    port.close();
  }

  @Override
  public String toString() {
    return "UdpFramed[" + port + ", " + reader + "; " + writer + "]";
  }
}
