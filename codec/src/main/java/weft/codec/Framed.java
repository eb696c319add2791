package weft.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;
import weft.future.Undelivered;
import weft.io.Duplex;
import weft.streams.Sink;
import weft.streams.Stream;

/**
 * A connection as a stream of the frames that come in and a sink of the frames that go out.
 *
 * <p><b>Reading</b> works as in {@link FramedRead}, <b>writing</b> as in {@link FramedWrite}:
 * frames are encoded at once and written together, when 8 KiB have gathered or at a flush.
 *
 * <p><b>Cancellation.</b> Waiting for a frame loses nothing. Waiting to send loses nothing before
 * the item was taken; a taken item is written by the next flush.
 *
 * <p>Owns the connection. {@link #close()} is immediate and drops what was not written; the orderly
 * end is {@link #pollFinish}. Both release the buffers.
 *
 * <p><b>Threads.</b> One owner; {@link #split()} gives two halves that may be used concurrently.
 *
 * @param <I> the type of the frames that come in
 * @param <O> the type of the frames that go out
 */
public final class Framed<I, O> implements Stream<I>, Sink<O>, AutoCloseable, Undelivered {
  private final Duplex connection;
  private final FrameReader<I> reader;
  private final FrameWriter<O> writer;
  private boolean givenAway;

  private Framed(Duplex connection, Decoder<? extends I> decoder, Encoder<? super O> encoder) {
    this.connection = connection;
    this.reader = new FrameReader<>(connection, decoder, ByteBufAllocator.DEFAULT);
    this.writer = new FrameWriter<>(connection, encoder, ByteBufAllocator.DEFAULT);
  }

  /** Frames {@code connection} by a codec that does both directions. */
  public static <I, O, C extends Decoder<I> & Encoder<O>> Framed<I, O> of(
      Duplex connection, C codec) {
    return new Framed<>(connection, codec, codec);
  }

  /** Frames {@code connection} by a decoder and an encoder. */
  public static <I, O> Framed<I, O> of(
      Duplex connection, Decoder<? extends I> decoder, Encoder<? super O> encoder) {
    return new Framed<>(connection, decoder, encoder);
  }

  /** Frames a connection that was framed otherwise before: a switch of the protocol. */
  public static <I, O> Framed<I, O> fromParts(
      FramedParts parts, Decoder<? extends I> decoder, Encoder<? super O> encoder) {
    Framed<I, O> framed = new Framed<>(parts.connection(), decoder, encoder);
    framed.reader.seed(parts.readBuffer());
    framed.writer.seed(parts.writeBuffer());
    return framed;
  }

  /**
   * Takes this apart, with the bytes that were read and not decoded and those that were encoded and
   * not written. This object refuses to be used any more.
   */
  public FramedParts intoParts() {
    giveAway();
    ByteBuf unread = reader.takeBytes();
    return new FramedParts(connection, unread, writer.takeBytes());
  }

  /**
   * Two halves that may be used by two tasks at the same time; the connection is closed when both
   * are. This object refuses to be used any more.
   */
  public FramedHalves<I, O> split() {
    giveAway();
    CloseOnce close = new CloseOnce(connection, 2);
    return new FramedHalves<>(
        new FramedRead<>(reader, close.share()), new FramedWrite<>(writer, close.share()));
  }

  /**
   * Sets how many encoded bytes may wait before the sink is not ready.
   *
   * @param bytes at least 1
   * @return this
   */
  public Framed<I, O> backpressureBoundary(int bytes) {
    requireWhole();
    writer.boundary(bytes);
    return this;
  }

  /** The framed connection; reading or writing it past this object loses frames. */
  public Duplex connection() {
    return connection;
  }

  /** Bytes encoded and not written yet. */
  public int bufferedBytes() {
    return writer.buffered();
  }

  /**
   * Whether the next poll may find a frame in what was read already. A server answers a pipeline
   * together by flushing only when this is false.
   */
  public boolean mayHaveFrame() {
    return reader.mayHaveFrame();
  }

  @Override
  public Poll<@Nullable I> pollNext(Context cx) throws Exception {
    requireWhole();
    return reader.pollNext(cx);
  }

  @Override
  public Poll<Void> pollReady(Context cx) throws Exception {
    requireWhole();
    return writer.pollReady(cx);
  }

  @Override
  public void startSend(O item) throws Exception {
    if (givenAway) {
      ReferenceCountUtil.release(item);
    }
    requireWhole();
    writer.startSend(item);
  }

  @Override
  public Poll<Void> pollFlush(Context cx) throws Exception {
    requireWhole();
    return writer.pollFlush(cx);
  }

  @Override
  public Poll<Void> pollFinish(Context cx) throws Exception {
    requireWhole();
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

  /** Closes the connection, releases the buffers. Idempotent; never throws or waits. */
  @Override
  public void close() {
    if (givenAway) {
      return; // the parts or halves own everything now
    }
    reader.close();
    writer.close();
    connection.close();
  }

  private void requireWhole() {
    if (givenAway) {
      throw new IllegalStateException(
          "this Framed was split or taken apart: use its halves or parts");
    }
  }

  private void giveAway() {
    if (givenAway) {
      throw new IllegalStateException("this Framed was already split or taken apart");
    }
    givenAway = true;
  }

  @Override
  public String toString() {
    return "Framed[" + reader + "; " + writer + "]";
  }
}
