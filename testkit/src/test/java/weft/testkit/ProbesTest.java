package weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.streams.Stream;

class ProbesTest {

  private static final class Counted implements Future<String> {
    int cancels;

    @Override
    public Poll<String> poll(Context cx) throws Exception {
      throw new java.io.IOException("broken");
    }

    @Override
    public void cancel() {
      cancels++;
    }
  }

  @Test
  void pendingOnceIsWokenAndThenReady() {
    PollProbe<String> probe = PollProbe.of(Pendings.pendingOnce("value"));
    probe.assertPending();
    assertThat(probe.isWoken()).isTrue();
    assertThat(probe.isWoken()).isFalse();
    assertThat(probe.assertReady()).isEqualTo("value");
    assertThat(probe.isFinished()).isTrue();
    assertThatThrownBy(probe::poll)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("READY");
  }

  @Test
  void assertionsNameWhatHappenedInstead() {
    assertThatThrownBy(() -> PollProbe.of(Pendings.pendingOnce(1)).assertReady())
        .hasMessageContaining("pending after 1 polls");
    Future<Integer> seven = cx -> Poll.ready(7);
    assertThatThrownBy(() -> PollProbe.of(seven).assertPending()).hasMessageContaining("7");
    assertThatThrownBy(() -> PollProbe.of(new Counted()).assertReady())
        .hasRootCauseMessage("broken");
    assertThatThrownBy(() -> PollProbe.of(seven).assertFailed(Exception.class))
        .hasMessageContaining("java.lang.Exception");
  }

  @Test
  void failedFutureIsCancelledOnce() {
    Counted future = new Counted();
    PollProbe<String> probe = PollProbe.of(future);
    assertThat(probe.assertFailed(java.io.IOException.class)).hasMessage("broken");
    probe.close();
    assertThat(future.cancels).isEqualTo(1);
  }

  @Test
  void futureThatWakesItselfForEverIsFound() {
    Future<Void> restless =
        cx -> {
          cx.waker().wake();
          return Poll.pending();
        };
    assertThatThrownBy(() -> PollProbe.of(restless).pollUntilIdle())
        .hasMessageContaining("woke itself at each of 1000 polls");
  }

  @Test
  void budgetIsPerPoll() throws Exception {
    Future<Void> hungry =
        cx -> {
          while (cx.proceed()) {
            // takes whatever it is given
          }
          return Poll.pending();
        };
    PollProbe<Void> probe = PollProbe.of(hungry).withBudget(5);
    assertThat(probe.poll().isPending()).isTrue();
    assertThat(probe.isWoken()).as("an exhausted task is scheduled again").isTrue();
  }

  @Test
  void streamProbeFollowsItemsPendingAndEnd() throws Exception {
    List<Integer> source = new ArrayList<>(List.of(1, 2));
    Stream<Integer> stream = cx -> source.isEmpty() ? Poll.end() : Poll.ready(source.remove(0));
    StreamProbe<Integer> probe = StreamProbe.of(Pendings.interleavePending(stream));
    probe.assertPending().assertNext(1).assertPending();
    assertThat(probe.isWoken()).isTrue();
    probe.assertNext(2).assertPending().assertEnd();
    assertThatThrownBy(probe::poll).hasMessageContaining("ENDED");
    Stream<Integer> three = cx -> Poll.ready(3);
    assertThatThrownBy(() -> StreamProbe.of(three).assertNext(4))
        .hasMessage("expected item 4, but 3");
    assertThatThrownBy(() -> StreamProbe.of(three).assertEnd()).hasMessage("expected END, but 3");
  }

  @Test
  void drainGoesOnWhileTheStreamWakesItself() throws Exception {
    List<Integer> source = new ArrayList<>(List.of(1, 2, 3));
    Stream<Integer> stream = cx -> source.isEmpty() ? Poll.end() : Poll.ready(source.remove(0));
    assertThat(StreamProbe.of(Pendings.interleavePending(stream)).drain()).containsExactly(1, 2, 3);
  }

  @Test
  void cancelEverywhereReachesEveryPointAndNamesTheBrokenOne() {
    List<Integer> cancelled = new ArrayList<>();
    int points =
        CancelEverywhere.check(
            () ->
                new CancelEverywhere.Scenario() {
                  int polls;

                  @Override
                  public Future<?> future() {
                    return cx -> ++polls < 4 ? Poll.pending() : Poll.ready("done");
                  }

                  @Override
                  public void verify(boolean completed) {
                    if (!completed) {
                      cancelled.add(polls);
                    }
                  }
                });
    assertThat(points).isEqualTo(4);
    assertThat(cancelled).containsExactly(0, 1, 2, 3);
    assertThatThrownBy(
            () ->
                CancelEverywhere.check(
                    () ->
                        new CancelEverywhere.Scenario() {
                          int polls;

                          @Override
                          public Future<?> future() {
                            return cx -> ++polls < 3 ? Poll.pending() : Poll.ready("done");
                          }

                          @Override
                          public void verify(boolean completed) {
                            assertThat(polls).isNotEqualTo(2);
                          }
                        }))
        .hasMessageContaining("cancelled after poll 2");
  }
}
