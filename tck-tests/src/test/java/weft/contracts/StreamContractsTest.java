package weft.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import weft.future.Services;
import weft.streams.Stream;
import weft.testkit.StreamContract;
import weft.testkit.StreamScript;

/** Our own streams keep the contract that users' streams are held to: every source and operator. */
class StreamContractsTest {

  @Nested
  @ParameterizedClass
  @MethodSource("weft.contracts.StreamSubjects#all")
  class EverySourceAndOperator extends StreamContract<Object> {
    @Parameter StreamSubject subject;

    @Override
    protected Stream<Object> stream() {
      return subject.stream();
    }

    @Override
    protected List<Object> items() {
      return subject.items();
    }

    @Override
    protected Services services() {
      return subject.timePasses() ? HandyServices.jumping() : HandyServices.paused();
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

  /** Whoever adds a source or an operator adds a row. */
  @Test
  void everySourceAndOperatorIsInTheTable() {
    assertThat(StreamSubjects.covered())
        .containsExactlyInAnyOrderElementsOf(StreamSubjects.exposed());
  }
}
