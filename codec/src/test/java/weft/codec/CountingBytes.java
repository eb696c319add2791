package weft.codec;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.netty.util.ByteProcessor;

/** A buffer that counts how many of its bytes were looked at. */
final class CountingBytes extends UnpooledHeapByteBuf {
  long looked;

  CountingBytes() {
    super(UnpooledByteBufAllocator.DEFAULT, 256, Integer.MAX_VALUE);
  }

  @Override
  public byte getByte(int index) {
    looked++;
    return super.getByte(index);
  }

  @Override
  public short getUnsignedByte(int index) {
    looked++;
    return (short) (super.getByte(index) & 0xFF);
  }

  @Override
  public int indexOf(int from, int to, byte value) {
    int at = super.indexOf(from, to, value);
    looked += (at < 0 ? to : at) - from;
    return at;
  }

  @Override
  public int forEachByte(int index, int length, ByteProcessor processor) {
    looked += length;
    return super.forEachByte(index, length, processor);
  }
}
