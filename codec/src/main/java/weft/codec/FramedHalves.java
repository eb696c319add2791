package weft.codec;

/**
 * A {@link Framed} split in two that may be used concurrently.
 *
 * @param reader the stream of incoming frames
 * @param writer the sink of outgoing frames
 * @param <I> the type of the frames that come in
 * @param <O> the type of the frames that go out
 */
public record FramedHalves<I, O>(FramedRead<I> reader, FramedWrite<O> writer) {}
