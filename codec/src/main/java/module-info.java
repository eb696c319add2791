/** Framing over Netty buffers: byte streams and datagrams as streams and sinks of typed values. */
module weft.codec {
  requires transitive weft.core;
  requires transitive weft.streams;
  requires transitive io.netty.buffer;
  requires io.netty.common;
  requires static transitive org.jspecify;

  exports weft.codec;

  provides weft.future.UndeliveredHandler with
      weft.internal.codec.ReleaseCounted;
}
