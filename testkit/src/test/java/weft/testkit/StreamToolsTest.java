package weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static weft.testkit.WeftAssertions.assertThatFuture;
import static weft.testkit.WeftAssertions.assertThatStream;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.future.Futures;
import weft.streams.Streams;
import weft.sync.Oneshot;

/** Scripts, the verifier and the assertions: what they accept, and above all what they refuse. */
@Timeout(30)
class StreamToolsTest {

  private static StreamScript<String> hourly() {
    return StreamScript.<String>builder()
        .wait(Duration.ofHours(1))
        .item("one")
        .wait(Duration.ofHours(1))
        .item("two")
        .end()
        .build();
  }

  @Test
  void verifierFollowsVirtualTime() {
    Duration taken =
        StreamVerifier.of(hourly())
            .expectNothingFor(Duration.ofMinutes(59))
            .expectNext("one")
            .expectNextMatches(item -> item.startsWith("t"))
            .expectEnd()
            .verify();
    assertThat(taken).isEqualTo(Duration.ofHours(2));
  }

  @Test
  void verifierNamesTheStepThatFails() {
    assertThatThrownBy(() -> StreamVerifier.of(hourly()).expectNext("one", "three").verify())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("step 2, expectNext(three): expected three, but got two");
    assertThatThrownBy(() -> StreamVerifier.of(hourly()).expectNextCount(3).verify())
        .hasMessageContaining("the end after 2");
    assertThatThrownBy(() -> StreamVerifier.of(hourly()).expectEnd().verify())
        .hasMessageContaining("expected the end, but got one");
    assertThatThrownBy(
            () -> StreamVerifier.of(hourly()).expectNothingFor(Duration.ofMinutes(61)).verify())
        .hasMessageContaining("expected nothing for PT1H1M, but got one");
    assertThatThrownBy(() -> StreamVerifier.of(StreamScript.builder().build()).expectEnd().verify())
        .hasMessageContaining("nothing came in");
  }

  @Test
  void verifierSeesFailuresAndCancels() {
    StreamScript<Integer> failing =
        StreamScript.<Integer>builder().item(1).fail(new IOException("broken")).build();
    assertThat(StreamVerifier.of(failing).expectNext(1).expectFailure(IOException.class).verify())
        .isZero();
    failing.assertCancelled();
    StreamScript<Integer> left = StreamScript.<Integer>builder().item(1).item(2).build();
    assertThat(StreamVerifier.of(left).expectNext(1).cancel().verify()).isZero();
    left.assertCancelled();
    assertThatThrownBy(left::assertDone).hasMessageContaining("1 lines");
  }

  @Test
  void sinkScriptHoldsItsUserToTheProtocol() throws Exception {
    SinkScript<Integer> sink =
        SinkScript.<Integer>builder().pending().room(2).fail(new IOException("full")).build();
    assertThatThrownBy(() -> sink.startSend(1)).hasMessageContaining("without a ready pollReady");
    try (TestRuntime runtime = TestRuntime.create()) {
      runtime.run(sink.send(1));
      runtime.run(sink.feed(2));
      assertThat(sink.items()).containsExactly(1, 2);
      assertThat(sink.flushed()).isEqualTo(1);
      assertThatThrownBy(() -> runtime.run(sink.feed(3))).isInstanceOf(IOException.class);
    }
    sink.assertDone();
  }

  @Test
  void assertionsReadAsTheyShould() {
    Oneshot<Integer> channel = Oneshot.channel();
    FutureAssert<Integer> receiver = assertThatFuture(channel.receiver());
    receiver.isPending().isNotWoken();
    channel.sender().send(5);
    receiver.isWoken().isReadyWith(5);
    assertThatFuture(Futures.failed(new IOException("lost")))
        .hasFailedWith(IOException.class)
        .hasMessage("lost");
    assertThatStream(Streams.of(1, 2)).gives(1, 2).ends();
    assertThatThrownBy(() -> assertThatStream(Streams.of(1)).gives(2))
        .hasMessageContaining("expected item 2, but 1");
  }

  @Test
  void contractsFindFutureThatForgetsItsWaker() {
    FutureContract<Void> contract =
        new FutureContract<>() {
          @Override
          protected Subject<Void> subject() {
            boolean[] open = {false};
            return new Subject<>(
                Futures.pollFn(
                    cx -> open[0] ? weft.future.Poll.done() : weft.future.Poll.pending()),
                () -> open[0] = true);
          }
        };
    assertThatThrownBy(contract::pendingThenWokenThenReady).hasMessageContaining("not woken");
    assertThatThrownBy(contract::latestWakerIsWoken).hasMessageContaining("not woken");
  }

  @Test
  void contractsFindStreamThatGivesSomethingElse() {
    StreamContract<Integer> contract =
        new StreamContract<>() {
          @Override
          protected weft.streams.Stream<Integer> stream() {
            return Streams.of(1, 2, 2);
          }

          @Override
          protected List<Integer> items() {
            return List.of(1, 2);
          }
        };
    assertThatThrownBy(contract::givesItsItemsAndEnds).hasMessageContaining("expected [1, 2]");
    assertThatThrownBy(contract::bulkGivesTheSame).hasMessageContaining("expected [1, 2]");
  }

  /** A stream of 1 and 2 that is asked for them through {@code pollNext}, and has some flaw. */
  private abstract static class Flawed implements weft.streams.Stream<Integer> {
    int next = 1;

    @Override
    public weft.future.Poll<Integer> pollNext(weft.future.Context cx) {
      return next > 2 ? weft.future.Poll.end() : weft.future.Poll.ready(next++);
    }
  }

  private static StreamContract<Integer> contractOf(
      java.util.function.Supplier<? extends weft.streams.Stream<Integer>> streams) {
    return new StreamContract<>() {
      @Override
      protected weft.streams.Stream<Integer> stream() {
        return streams.get();
      }

      @Override
      protected List<Integer> items() {
        return List.of(1, 2);
      }
    };
  }

  @Test
  void contractsFindStreamThatForgetsToWake() {
    StreamContract<Integer> contract =
        contractOf(
            () ->
                new Flawed() {
                  private boolean asked;

                  @Override
                  public weft.future.Poll<Integer> pollNext(weft.future.Context cx) {
                    asked = !asked;
                    return asked ? weft.future.Poll.pending() : super.pollNext(cx);
                  }
                });
    assertThatThrownBy(contract::givesItsItemsAndEnds).hasMessageContaining("not woken");
    assertThatThrownBy(contract::bulkGivesTheSame).hasMessageContaining("not woken");
    assertThatThrownBy(contract::cancelIsAcceptedEverywhere).hasMessageContaining("not woken");
  }

  @Test
  void contractsFindStreamThatGoesOnInBulk() {
    StreamContract<Integer> contract =
        contractOf(
            () ->
                new Flawed() {
                  @Override
                  public weft.streams.Progress pollEach(
                      weft.future.Context cx, weft.streams.Emitter<? super Integer> emitter) {
                    emitter.emit(1);
                    emitter.emit(2);
                    return weft.streams.Progress.DONE;
                  }
                });
    assertThatThrownBy(contract::bulkGivesTheSame).hasMessageContaining("asked to stop");
  }

  @Test
  void contractsFindStreamThatIsWrongAboutItsSize() {
    StreamContract<Integer> contract =
        contractOf(
            () ->
                new Flawed() {
                  @Override
                  public weft.streams.SizeHint sizeHint() {
                    return weft.streams.SizeHint.exactly(2);
                  }
                });
    assertThatThrownBy(contract::sizeHintsHold).hasMessageContaining("1 items are to come");
  }

  @Test
  void contractsFindStreamThatMindsACancelAfterItsEnd() {
    StreamContract<Integer> contract =
        contractOf(
            () ->
                new Flawed() {
                  @Override
                  public void cancel() {
                    if (next > 2) {
                      throw new IllegalStateException("cancelled after its end");
                    }
                  }
                });
    assertThatThrownBy(contract::cancelIsAcceptedEverywhere)
        .hasMessageContaining("cancelled after its end");
  }
}
