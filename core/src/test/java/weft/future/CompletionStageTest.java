package weft.future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import weft.future.Probe.ProbeServices;

class CompletionStageTest {
  private final Queue<Probe<?>> spawned = new ArrayDeque<>();
  private final ProbeServices services = new ProbeServices();
  private final Spawner spawner = future -> spawned.add(Probe.of(future, services));

  @Test
  void aStageWakesAndGivesItsValue() throws Exception {
    CompletableFuture<Integer> stage = new CompletableFuture<>();
    Probe<Integer> probe = Probe.of(Futures.fromCompletionStage(stage));
    assertThat(probe.isPending()).isTrue();
    stage.complete(1);
    assertThat(probe.wakes()).isEqualTo(1);
    assertThat(probe.get()).isEqualTo(1);
    assertThatThrownBy(probe::poll).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aCompletedStageIsReadyAtOnce() throws Exception {
    CompletableFuture<Integer> stage = CompletableFuture.completedFuture(1);
    assertThat(Probe.of(Futures.fromCompletionStage(stage)).get()).isEqualTo(1);
  }

  @Test
  void theCauseOfADependentStageIsUnwrapped() {
    CompletableFuture<Integer> stage = new CompletableFuture<>();
    Probe<Integer> probe = Probe.of(Futures.fromCompletionStage(stage.thenApply(x -> x)));
    IOException planted = new IOException("planted");
    stage.completeExceptionally(planted);
    assertThat(probe.failure()).isSameAs(planted);
  }

  @Test
  void cancelCancelsTheStage() throws Exception {
    CompletableFuture<Integer> polled = new CompletableFuture<>();
    Probe<Integer> probe = Probe.of(Futures.fromCompletionStage(polled));
    assertThat(probe.isPending()).isTrue();
    probe.cancel();
    assertThat(polled).isCancelled();
    CompletableFuture<Integer> unpolled = new CompletableFuture<>();
    Futures.fromCompletionStage(unpolled).cancel();
    assertThat(unpolled).isCancelled();
  }

  @Test
  void aValueThatComesAfterTheCancelIsUndelivered() throws Exception {
    CompletableFuture<Object> stage = new CompletableFuture<>();
    Probe<Object> before =
        Probe.of(Futures.fromCompletionStage(stage.minimalCompletionStage()), services);
    assertThat(before.isPending()).isTrue();
    before.cancel();
    stage.complete("late");
    assertThat(services.undelivered).containsExactly("late");
  }

  @Test
  void aValueThatWasThereAtTheCancelIsUndelivered() throws Exception {
    CompletableFuture<Object> stage = new CompletableFuture<>();
    Probe<Object> probe = Probe.of(Futures.fromCompletionStage(stage), services);
    assertThat(probe.isPending()).isTrue();
    stage.complete("there");
    probe.cancel();
    probe.cancel();
    assertThat(services.undelivered).containsExactly("there");
  }

  @Test
  void aFutureCompletesItsCompletableFuture() throws Exception {
    CompletableFuture<Integer> result = Futures.toCompletableFuture(Scripted.ready(2, 5), spawner);
    assertThat(result).isNotDone();
    spawned.remove().run();
    assertThat(result.get()).isEqualTo(5);
  }

  @Test
  void aFailureIsTheCauseItself() throws Exception {
    IOException planted = new IOException("planted");
    Scripted<Integer> failing = Scripted.failed(1, planted);
    CompletableFuture<Integer> result = Futures.toCompletableFuture(failing, spawner);
    spawned.remove().run();
    assertThatThrownBy(result::get).isInstanceOf(ExecutionException.class).hasCause(planted);
    failing.verifyReleasedOnce();
  }

  @Test
  void cancellingTheCompletableFutureCancelsTheFutureOnTheExecutor() throws Exception {
    Scripted<Integer> source = Scripted.ready(9, 5);
    CompletableFuture<Integer> result = Futures.toCompletableFuture(source, spawner);
    Probe<?> task = spawned.remove();
    assertThat(task.isPending()).isTrue();
    int wakes = task.wakes();
    result.cancel(true);
    assertThat(source.cancels()).as("not on the caller's thread").isZero();
    assertThat(task.wakes()).isEqualTo(wakes + 1);
    assertThat(task.poll().isReady()).isTrue();
    assertThat(source.cancels()).isEqualTo(1);
  }

  @Test
  void aValueThatLosesToTheHolderIsUndelivered() throws Exception {
    List<CompletableFuture<Object>> holder = new ArrayList<>();
    Future<Object> source =
        cx -> {
          holder.get(0).complete("by hand"); // after the bridge has looked
          return Poll.ready("value");
        };
    holder.add(Futures.toCompletableFuture(source, spawner));
    assertThat(spawned.remove().poll().isReady()).isTrue();
    assertThat(holder.get(0).get()).isEqualTo("by hand");
    assertThat(services.undelivered).containsExactly("value");
  }

  @Test
  void anAbortedTaskCancelsTheCompletableFuture() {
    CompletableFuture<Integer> result =
        Futures.toCompletableFuture(Scripted.ready(9, 5), Future::cancel);
    assertThat(result).isCancelled();
    assertThatThrownBy(result::get).isInstanceOf(CancellationException.class);
  }
}
