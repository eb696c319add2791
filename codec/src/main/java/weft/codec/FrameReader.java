package weft.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import weft.future.Context;
import weft.future.Poll;
import weft.io.AsyncRead;
import weft.io.IoResult;

/**
 * The reading half of framing, with Tokio's states.
 *
 * <pre>
 * state      means                                              next poll
 * READING    the decoder wants more bytes                       read; bytes: DECODING, end: ENDING
 * DECODING   bytes were read, the decoder may find frames       decode; none: READING
 * ENDING     the source has ended, the decoder finishes         decodeEof; none: PAUSED, and the end
 * PAUSED     the end was reported                               read; bytes: DECODING, end: the end
 * FAILED     an error was thrown                                the end once, then READING
 * CLOSED     the buffer has been released                       ClosedChannelException
 * </pre>
 *
 * So a source that goes on after its end (a growing file, a terminal) can be read on, and a decoder
 * that can find the next frame after an error may do so.
 */
final class FrameReader<T> {
  private enum State {
    READING,
    DECODING,
    ENDING,
    PAUSED,
    FAILED,
    CLOSED
  }

  private final AsyncRead source;
  private final CheckedDecoder<T> decoder;
  private final ReadBuffer buffer;
  private State state = State.READING;

  FrameReader(AsyncRead source, Decoder<? extends T> decoder, ByteBufAllocator allocator) {
    this.source = source;
    this.decoder = new CheckedDecoder<>(decoder);
    this.buffer = new ReadBuffer(allocator);
  }

  AsyncRead source() {
    return source;
  }

  Poll<@Nullable T> pollNext(Context cx) throws Exception {
    if (!cx.proceed()) {
      return Poll.pending();
    }
    try {
      return advance(cx);
    } catch (Throwable failure) {
      if (state != State.CLOSED) {
        state = State.FAILED;
      }
      throw failure;
    }
  }

  private Poll<@Nullable T> advance(Context cx) throws Exception {
    while (true) {
      switch (state) {
        case DECODING -> {
          T frame = decoder.decode(buffer.bytes(), cx);
          buffer.afterDecode();
          if (frame != null) {
            return Poll.ready(frame);
          }
          state = State.READING;
        }
        case ENDING -> {
          T frame = decoder.decodeEof(buffer.bytes(), cx);
          buffer.afterDecode();
          if (frame != null) {
            return Poll.ready(frame);
          }
          state = State.PAUSED;
          return Poll.end();
        }
        case READING, PAUSED -> {
          int count = buffer.readFrom(source, cx);
          if (IoResult.isPending(count)) {
            cx.refund();
            return Poll.pending();
          }
          if (!IoResult.isEof(count)) {
            decoder.bytesArrived();
            state = State.DECODING;
          } else if (state == State.PAUSED) {
            return Poll.end();
          } else {
            decoder.endArrived();
            state = State.ENDING;
          }
        }
        case FAILED -> {
          state = State.READING;
          if (buffer.bytes().isReadable()) {
            state = State.DECODING; // frames behind the broken one are already here
          }
          return Poll.end();
        }
        case CLOSED -> throw new ClosedChannelException();
        default -> throw new AssertionError(state);
      }
    }
  }

  /** Whether the next poll may find a frame without reading. */
  boolean mayHaveFrame() {
    return state == State.DECODING || state == State.ENDING;
  }

  /** Puts bytes that were read elsewhere in front. Takes them over. */
  void seed(ByteBuf bytes) {
    if (bytes.isReadable()) {
      state = State.DECODING;
    }
    buffer.put(bytes);
  }

  /** Ends this reader and takes out the bytes that were read and not decoded. */
  ByteBuf takeBytes() {
    state = State.CLOSED;
    return buffer.take();
  }

  void close() {
    state = State.CLOSED;
    buffer.release();
  }

  @Override
  public String toString() {
    return state + ", " + buffer;
  }
}
