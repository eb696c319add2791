package weft.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import weft.future.Context;
import weft.future.Waker;

/**
 * CVE-2023-34462 in Netty: a handler allocated a buffer of the size that a peer claimed, 16 MiB for
 * a few bytes, on each of its idle connections.
 */
class NettyCve202334462Test {

  @Test
  void manyConnectionsThatClaimTheLimitCostLittle() throws Exception {
    UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    List<FrameReader<ByteBuf>> readers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      byte[] claim = {0, (byte) 0x80, 0, 0, 1}; // 8 MiB, of which one byte is here
      FrameReader<ByteBuf> reader =
          new FrameReader<>(
              new ScriptedDuplex().bytes(claim), LengthDelimitedCodec.create(), allocator);
      assertThat(reader.pollNext(Context.of(Waker.noop())).isPending()).isTrue();
      readers.add(reader);
    }
    assertThat(allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory())
        .isLessThanOrEqualTo(100 * 8 * 1024);
    readers.forEach(FrameReader::close);
  }
}
