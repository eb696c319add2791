package weft.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import weft.future.Context;
import weft.future.Waker;

class CopyLoopTest {
  private int sourceAsked;
  private int available;
  private int room;

  private final AsyncRead source =
      (cx, dst) -> {
        sourceAsked++;
        if (available == 0) {
          return IoResult.PENDING;
        }
        int count = Math.min(available, dst.remaining());
        dst.position(dst.position() + count);
        available -= count;
        return count;
      };

  private final AsyncWrite drain =
      new AsyncWrite() {
        @Override
        public int pollWrite(Context cx, ByteBuffer src) {
          if (room == 0) {
            return IoResult.PENDING;
          }
          int count = Math.min(room, src.remaining());
          src.position(src.position() + count);
          room -= count;
          return count;
        }

        @Override
        public int pollFlush(Context cx) {
          return 0;
        }

        @Override
        public int pollShutdown(Context cx) {
          return 0;
        }
      };

  @Test
  void aFullBufferThatDrainsAsksTheSourceAgainSoThatItWakes() throws Exception {
    CopyLoop loop = new CopyLoop(source, drain, ByteBuffer.allocate(8).limit(0));
    Context cx = Context.of(Waker.noop());
    available = 8;
    assertThat(loop.poll(cx)).isFalse();
    int before = sourceAsked;
    room = 100;
    assertThat(loop.poll(cx)).isFalse();
    assertThat(loop.copied()).isEqualTo(8);
    assertThat(sourceAsked).as("pending without having asked: a lost wake").isGreaterThan(before);
  }

  @Test
  void everythingPassesThroughASlowDrain() throws Exception {
    CopyLoop loop = new CopyLoop(source, drain, ByteBuffer.allocate(8).limit(0));
    Context cx = Context.of(Waker.noop());
    available = 100;
    for (int i = 0; i < 100; i++) {
      room = 1;
      assertThat(loop.poll(cx)).isFalse();
    }
    assertThat(loop.copied()).isEqualTo(100);
  }
}
