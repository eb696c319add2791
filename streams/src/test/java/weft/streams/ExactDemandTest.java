package weft.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import weft.future.Futures;
import weft.runtime.WeftRuntime;
import weft.sync.Oneshot;

/** A subscriber that asks for as many items as there are is told of the end, too. */
@Timeout(60)
class ExactDemandTest {

  /** Asks once, at the start. */
  private static final class Asking implements Subscriber<Integer> {
    final List<Object> signals = new ArrayList<>();
    final Oneshot.Sender<Boolean> ended;
    private final long count;
    private @Nullable Subscription subscription;

    Asking(long count, Oneshot.Sender<Boolean> ended) {
      this.count = count;
      this.ended = ended;
    }

    @Override
    public void onSubscribe(Subscription given) {
      subscription = given;
      given.request(count);
    }

    @Override
    public void onNext(Integer item) {
      signals.add(item);
    }

    @Override
    public void onError(Throwable failure) {
      signals.add(failure.getMessage());
      assertThat(ended.send(true)).isTrue();
    }

    @Override
    public void onComplete() {
      signals.add("complete");
      assertThat(ended.send(true)).isTrue();
    }
  }

  private static Named<Supplier<Stream<Integer>>> of(
      String name, Supplier<Stream<Integer>> stream) {
    return Named.of(name, stream);
  }

  private static Stream<Integer> three() {
    return Streams.of(1, 2, 3);
  }

  static List<Named<Supplier<Stream<Integer>>>> streams() {
    return List.of(
        of("of", ExactDemandTest::three),
        of("filter", () -> three().filter(item -> true)),
        of("mapAsync", () -> three().mapAsync(2, Futures::ready)),
        of("merge", () -> three().merge(Streams.empty())),
        of("flatMap", () -> three().flatMap(1, Streams::of)),
        of("concatMap", () -> three().concatMap(Streams::of)),
        of("generate", () -> Streams.generate(ExactDemandTest::emitThree)));
  }

  private static void emitThree(Emission<Integer> out) throws Exception {
    for (int i = 1; i <= 3; i++) {
      out.emit(i);
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void endIsToldWithoutFurtherDemand(Supplier<Stream<Integer>> stream) throws Exception {
    try (WeftRuntime runtime = WeftRuntime.currentThread()) {
      var channel = Oneshot.<Boolean>channel();
      Asking asking = new Asking(3, channel.sender());
      stream.get().toPublisher(runtime.handle()).subscribe(asking);
      runtime.blockOn(channel.receiver());
      assertThat(asking.signals).containsExactly(1, 2, 3, "complete");
    }
  }

  @Test
  void failureOfGeneratingCodeIsToldWithoutFurtherDemand() throws Exception {
    try (WeftRuntime runtime = WeftRuntime.currentThread()) {
      var channel = Oneshot.<Boolean>channel();
      Asking asking = new Asking(3, channel.sender());
      Streams.<Integer>generate(
              out -> {
                emitThree(out);
                throw new IllegalStateException("after three");
              })
          .toPublisher(runtime.handle())
          .subscribe(asking);
      runtime.blockOn(channel.receiver());
      assertThat(asking.signals).containsExactly(1, 2, 3, "after three");
    }
  }
}
