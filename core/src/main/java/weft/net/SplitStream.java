package weft.net;

/**
 * A connection in two halves.
 *
 * @param reading the half that reads
 * @param writing the half that writes
 * @param <S> the kind of connection
 */
public record SplitStream<S extends SocketStream>(ReadHalf<S> reading, WriteHalf<S> writing) {

  static <S extends SocketStream> SplitStream<S> of(S stream) {
    Halves<S> halves = new Halves<>(stream);
    return new SplitStream<>(new ReadHalf<>(halves), new WriteHalf<>(halves));
  }
}
