/**
 * Framing: {@link weft.codec.Decoder} and {@link weft.codec.Encoder} translate between bytes and
 * values, {@link weft.codec.Framed} runs them over a connection and {@link weft.codec.UdpFramed}
 * over a socket of datagrams.
 */
@NullMarked
package weft.codec;

import org.jspecify.annotations.NullMarked;
