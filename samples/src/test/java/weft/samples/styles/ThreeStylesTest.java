package weft.samples.styles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.future.Future;
import weft.future.Futures;
import weft.runtime.WeftRuntime;
import weft.samples.styles.ThreeStyles.Request;
import weft.sync.Oneshot;
import weft.task.JoinHandle;

@Timeout(60)
class ThreeStylesTest {
  enum Style {
    COMBINATORS,
    STRAIGHT,
    BY_HAND;

    <T> Future<T> retry(Request<T> request, int tries) {
      Duration pause = Duration.ofMillis(1);
      return switch (this) {
        case COMBINATORS -> ThreeStyles.combinators(request, tries, pause);
        case STRAIGHT -> ThreeStyles.straight(request, tries, pause);
        case BY_HAND -> ThreeStyles.byHand(request, tries, pause);
      };
    }
  }

  private final AtomicInteger asked = new AtomicInteger();

  private Request<String> failing(int times) {
    return () ->
        asked.incrementAndGet() <= times
            ? Futures.failed(new IOException("try " + asked.get()))
            : Futures.ready("answer");
  }

  @ParameterizedTest
  @EnumSource
  void asksAgainUntilThereIsAnAnswer(Style style) throws Exception {
    try (WeftRuntime runtime = WeftRuntime.currentThread()) {
      assertThat(runtime.blockOn(style.retry(failing(2), 3))).isEqualTo("answer");
      assertThat(asked).hasValue(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theLastFailureIsTheOutcome(Style style) throws Exception {
    try (WeftRuntime runtime = WeftRuntime.currentThread()) {
      assertThatThrownBy(() -> runtime.blockOn(style.retry(failing(5), 3))).hasMessage("try 3");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNotWorthAnotherTryIsNotTriedAgain(Style style) throws Exception {
    try (WeftRuntime runtime = WeftRuntime.currentThread()) {
      Request<String> broken =
          () -> {
            asked.incrementAndGet();
            return Futures.failed(new IllegalStateException("broken"));
          };
      assertThatThrownBy(() -> runtime.blockOn(style.retry(broken, 3))).hasMessage("broken");
      assertThat(asked).hasValue(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void cancellingCancelsTheRequest(Style style) throws Exception {
    try (WeftRuntime runtime = WeftRuntime.currentThread()) {
      AtomicInteger cancelled = new AtomicInteger();
      Oneshot<String> started = Oneshot.channel();
      Request<String> endless =
          () -> {
            started.sender().send("yes");
            return Futures.<String>pending().onCancel(cancelled::incrementAndGet);
          };
      JoinHandle<String> task = runtime.spawn(style.retry(endless, 3));
      runtime.blockOn(started.receiver());
      runtime.blockOn(Futures.yieldNow());
      task.abort();
      runtime.blockOn(task.outcome());
      assertThat(cancelled).hasValue(1);
    }
  }
}
