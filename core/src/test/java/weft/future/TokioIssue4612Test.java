package weft.future;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Tokio #4612 and #2390, futures-rs #2053: in a join, the first child spends the whole budget in
 * each poll, and the others never get anything.
 */
class TokioIssue4612Test {

  private static Future<Void> hungry() {
    return cx -> {
      while (cx.proceed()) {
        // one unit of work
      }
      return Poll.pending();
    };
  }

  private static Future<Integer> modest(int value) {
    return cx -> cx.proceed() ? Poll.ready(value) : Poll.pending();
  }

  private static int pollsUntilFed(int children) throws Exception {
    List<Integer> fed = new ArrayList<>();
    List<Future<Object>> all = new ArrayList<>();
    all.add(hungry().map(x -> x));
    for (int child = 1; child < children; child++) {
      all.add(modest(child).inspect(fed::add).map(x -> x));
    }
    Probe<List<Object>> join = Probe.of(Futures.join(all));
    for (int poll = 1; poll <= 1000; poll++) {
      assertThat(join.poll(128).isPending()).isTrue();
      if (fed.size() == children - 1) {
        return poll;
      }
    }
    throw new AssertionError("starved: only " + fed.size() + " were fed");
  }

  @Test
  void ofTwoTheOtherIsFedByTheSecondPoll() throws Exception {
    assertThat(pollsUntilFed(2)).isEqualTo(2);
  }

  @Test
  void ofManyAllAreFedSoon() throws Exception {
    assertThat(pollsUntilFed(8)).isLessThanOrEqualTo(8);
    assertThat(pollsUntilFed(100)).isLessThanOrEqualTo(100);
  }
}
