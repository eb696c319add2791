package weft.contracts;

import java.util.List;
import org.junit.jupiter.api.Nested;
import weft.future.Futures;
import weft.streams.Stream;
import weft.streams.Streams;
import weft.testkit.StreamContract;
import weft.testkit.StreamScript;

/** Our own streams keep the contract that users' streams are held to. */
class StreamContractsTest {

  @Nested
  class Items extends StreamContract<Integer> {
    @Override
    protected Stream<Integer> stream() {
      return Streams.of(1, 2, 3);
    }

    @Override
    protected List<Integer> items() {
      return List.of(1, 2, 3);
    }
  }

  @Nested
  class Range extends StreamContract<Integer> {
    @Override
    protected Stream<Integer> stream() {
      return Streams.range(0, 5);
    }

    @Override
    protected List<Integer> items() {
      return List.of(0, 1, 2, 3, 4);
    }
  }

  @Nested
  class MapAndFilter extends StreamContract<Integer> {
    @Override
    protected Stream<Integer> stream() {
      return Streams.range(0, 6).filter(item -> item % 2 == 0).map(item -> item * 10);
    }

    @Override
    protected List<Integer> items() {
      return List.of(0, 20, 40);
    }
  }

  @Nested
  class MapAsync extends StreamContract<Integer> {
    @Override
    protected Stream<Integer> stream() {
      return Streams.range(0, 4).mapAsync(2, item -> Futures.ready(item + 1));
    }

    @Override
    protected List<Integer> items() {
      return List.of(1, 2, 3, 4);
    }
  }

  @Nested
  class Scripted extends StreamContract<String> {
    @Override
    protected Stream<String> stream() {
      return StreamScript.<String>builder()
          .item("a")
          .pending()
          .pending()
          .item("b")
          .pending()
          .end()
          .build();
    }

    @Override
    protected List<String> items() {
      return List.of("a", "b");
    }
  }
}
