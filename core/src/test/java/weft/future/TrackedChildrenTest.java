package weft.future;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A join of many, which polls only those of its children that were woken. */
class TrackedChildrenTest {

  @Test
  void childrenThatWokeThemselvesAsTheyFinishedTakeNobodysTurn() throws Exception {
    List<Waker> last = new ArrayList<>();
    AtomicBoolean open = new AtomicBoolean();
    List<Future<Integer>> many = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      many.add(
          Futures.pollFn(
              cx -> {
                cx.waker().wake();
                return Poll.ready(1);
              }));
    }
    many.add(
        Futures.pollFn(
            cx -> {
              last.add(cx.waker());
              return open.get() ? Poll.ready(2) : Poll.pending();
            }));
    Future<List<Integer>> join = Futures.join(many);
    AtomicBoolean woken = new AtomicBoolean(true);
    Context cx = Context.of(() -> woken.set(true));
    for (int i = 0; i < 5; i++) { // until nothing wakes it any more
      if (woken.getAndSet(false)) {
        assertThat(join.poll(cx).isPending()).isTrue();
      }
    }
    assertThat(woken).isFalse();
    open.set(true);
    last.get(last.size() - 1).wake();
    assertThat(woken).as("the join was woken for its last child").isTrue();
    assertThat(join.poll(cx).get()).hasSize(21).endsWith(1, 2);
  }
}
