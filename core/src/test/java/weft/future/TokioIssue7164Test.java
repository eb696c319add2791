package weft.future;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Tokio #7108 and #7164: a select with a branch that ignores the budget spun for ever once the
 * budget was spent, because that branch won every time.
 */
class TokioIssue7164Test {

  @Test
  void aLoopOfSelectsYieldsThoughOneBranchIsAlwaysReady() throws Exception {
    int[] rounds = {0};
    Future<Void> loop =
        cx -> {
          while (rounds[0] < 10_000) {
            Future<Integer> select =
                Futures.selectBiased(
                    Select.on(Futures.consumeBudget().then(x -> Futures.pending()), x -> 0),
                    Select.on(Futures.ready(1), x -> 1));
            if (select.poll(cx).isPending()) {
              select.cancel();
              return Poll.pending();
            }
            rounds[0]++;
          }
          return Poll.done();
        };
    Probe<Void> probe = Probe.of(loop);
    assertThat(probe.poll(128).isPending()).isTrue();
    assertThat(rounds[0]).isEqualTo(128);
    assertThat(probe.wakes()).isEqualTo(1);
  }
}
