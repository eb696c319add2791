package weft.contracts;

import java.util.List;
import org.junit.jupiter.api.Nested;
import weft.streams.Sink;
import weft.testkit.SinkContract;
import weft.testkit.SinkScript;

/** Our own sinks keep the contract that users' sinks are held to. */
class SinkContractsTest {
  private static final List<Integer> ITEMS = List.of(1, 2, 3);

  @Nested
  class Scripted extends SinkContract<Integer> {
    @Override
    protected Subject<Integer> subject() {
      SinkScript<Integer> script =
          SinkScript.<Integer>builder().pending().room(1).pending().build();
      return new Subject<>(script, script::items);
    }

    @Override
    protected List<Integer> items() {
      return ITEMS;
    }
  }

  @Nested
  class Buffered extends SinkContract<Integer> {
    @Override
    protected Subject<Integer> subject() {
      SinkScript<Integer> script =
          SinkScript.<Integer>builder().pending().pending().room(1).pending().build();
      Sink<Integer> sink = script.buffer(2);
      return new Subject<>(sink, script::items);
    }

    @Override
    protected List<Integer> items() {
      return ITEMS;
    }
  }

  @Nested
  class Contramapped extends SinkContract<Integer> {
    @Override
    protected Subject<Integer> subject() {
      SinkScript<Integer> script = SinkScript.<Integer>builder().pending().build();
      Sink<Integer> sink = script.contramap((Integer item) -> item);
      return new Subject<>(sink, script::items);
    }

    @Override
    protected List<Integer> items() {
      return ITEMS;
    }
  }
}
