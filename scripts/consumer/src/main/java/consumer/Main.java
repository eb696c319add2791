package consumer;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import weft.codec.LinesCodec;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.future.Waker;

/** Touches core and codec, so that a missing class, module or dependency shows. */
public final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    Future<Integer> answer = cx -> Poll.ready(42);
    int value = answer.poll(Context.of(Waker.noop())).get();
    String line =
        new LinesCodec().decode(Unpooled.copiedBuffer("a line\n", StandardCharsets.UTF_8));
    if (value != 42 || !"a line".equals(line)) {
      throw new AssertionError(value + " " + line);
    }
    Module module = LinesCodec.class.getModule();
    System.out.println("consumed from " + (module.isNamed() ? module.getName() : "the class path"));
  }
}
