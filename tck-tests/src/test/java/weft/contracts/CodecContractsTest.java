package weft.contracts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Nested;
import weft.codec.Decoder;
import weft.codec.Encoder;
import weft.codec.LengthDelimitedCodec;
import weft.codec.LinesCodec;
import weft.testkit.CodecContract;

/** Our own codecs keep the contract that users' codecs are held to. */
class CodecContractsTest {

  @Nested
  class Lines extends CodecContract<String> {
    @Override
    protected Decoder<String> decoder() {
      return new LinesCodec();
    }

    @Override
    protected Encoder<String> encoder() {
      return new LinesCodec();
    }

    @Override
    protected List<String> items() {
      return List.of("one", "", "zwei, mit Ümlaut", "三", "a\rb", "\r", "c\r");
    }
  }

  @Nested
  class LengthDelimited extends CodecContract<ByteBuf> {
    @Override
    protected Decoder<ByteBuf> decoder() {
      return LengthDelimitedCodec.create();
    }

    @Override
    protected Encoder<ByteBuf> encoder() {
      return LengthDelimitedCodec.create();
    }

    @Override
    protected List<ByteBuf> items() {
      return List.of(
          Unpooled.wrappedBuffer(new byte[] {1, 2, 3}),
          Unpooled.wrappedBuffer(new byte[0]),
          Unpooled.wrappedBuffer(new byte[300]));
    }

    @Override
    protected String describe(ByteBuf item) {
      String text = ByteBufUtil.hexDump(item);
      item.release();
      return text;
    }
  }
}
