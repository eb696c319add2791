package weft.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import weft.future.CheckReturnValue;
import weft.future.Context;
import weft.future.Future;
import weft.future.Poll;
import weft.streams.Stream;

/**
 * Says step by step what a stream is expected to do, and then verifies it on a {@link TestRuntime},
 * whose clock stands still: so an expectation about an hour takes no time.
 *
 * <pre>{@code
 * StreamVerifier.of(Streams.interval(Duration.ofMinutes(1)).take(2))
 *     .expectNothingFor(Duration.ofSeconds(59))
 *     .expectNext(...)
 *     .expectEnd()
 *     .verify();
 * }</pre>
 *
 * <p>Used by one thread. Nothing happens before {@link #verify}.
 *
 * @param <T> the type of the items
 */
@CheckReturnValue
public final class StreamVerifier<T> {
  /** Virtual time after which an item that is expected counts as missing. */
  public static final Duration PATIENCE = Duration.ofDays(365);

  private final Stream<T> stream;
  private final List<Step<T>> steps = new ArrayList<>();

  private record Step<T>(String name, Action<T> action) {}

  private interface Action<T> {
    void run(Play<T> play) throws Exception;
  }

  private StreamVerifier(Stream<T> stream) {
    this.stream = stream;
  }

  /** Takes over {@code stream}. */
  public static <T> StreamVerifier<T> of(Stream<T> stream) {
    return new StreamVerifier<>(stream);
  }

  private StreamVerifier<T> add(String name, Action<T> action) {
    steps.add(new Step<>(name, action));
    return this;
  }

  private Step<T> expecting(T item) {
    return new Step<>(
        "expectNext(" + item + ")",
        play -> {
          T got = play.next();
          if (!Objects.equals(item, got)) {
            throw new AssertionError("expected " + item + ", but " + described(got));
          }
        });
  }

  /** Exactly these items, one after the other. */
  @SafeVarargs
  public final StreamVerifier<T> expectNext(T... items) {
    for (T item : items) {
      steps.add(expecting(item));
    }
    return this;
  }

  /** An item that fits. */
  public StreamVerifier<T> expectNextMatches(Predicate<? super T> condition) {
    return add(
        "expectNextMatches",
        play -> {
          T got = play.next();
          if (got == null || !condition.test(got)) {
            throw new AssertionError("expected an item that matches, but " + described(got));
          }
        });
  }

  /** So many items, whatever they are. */
  public StreamVerifier<T> expectNextCount(int count) {
    return add(
        "expectNextCount(" + count + ")",
        play -> {
          for (int i = 0; i < count; i++) {
            if (play.next() == null) {
              throw new AssertionError("expected " + count + " items, but the end after " + i);
            }
          }
        });
  }

  /** Neither an item nor the end nor a failure for that long. */
  public StreamVerifier<T> expectNothingFor(Duration time) {
    return add(
        "expectNothingFor(" + time + ")",
        play -> {
          Duration until = play.runtime.clock().elapsed().plus(time);
          try {
            T got = play.runtime.run(play.asking().timeout(time));
            throw new AssertionError("expected nothing for " + time + ", but " + described(got));
          } catch (TimeoutException nothing) {
            Duration rest = until.minus(play.runtime.clock().elapsed());
            if (rest.compareTo(Duration.ZERO) > 0) {
              play.runtime.advance(rest);
            }
          }
        });
  }

  /** The end. */
  public StreamVerifier<T> expectEnd() {
    return add(
        "expectEnd",
        play -> {
          T got = play.next();
          if (got != null) {
            throw new AssertionError("expected the end, but " + described(got));
          }
        });
  }

  /** A failure of that type. */
  public StreamVerifier<T> expectFailure(Class<? extends Throwable> type) {
    return add(
        "expectFailure(" + type.getSimpleName() + ")",
        play -> {
          T got;
          try {
            got = play.next();
          } catch (Throwable failure) {
            if (type.isInstance(failure)) {
              return;
            }
            throw failure;
          }
          throw new AssertionError("expected a failure, but " + described(got));
        });
  }

  /** Does something in between. */
  public StreamVerifier<T> then(Runnable action) {
    return add("then", play -> action.run());
  }

  /** Gives the stream up; nothing may follow. */
  public StreamVerifier<T> cancel() {
    return add("cancel", Play::cancel);
  }

  private static String described(@Nullable Object got) {
    return got == null ? "the stream has ended" : "got " + got;
  }

  /**
   * Plays the steps; a stream that has not ended afterwards is cancelled.
   *
   * @return the virtual time that passed
   * @throws AssertionError naming the first step that was not met
   */
  @SuppressWarnings("CheckReturnValue")
  public Duration verify() {
    try (TestRuntime runtime = TestRuntime.create()) {
      Play<T> play = new Play<>(stream, runtime);
      try {
        for (int i = 0; i < steps.size(); i++) {
          Step<T> step = steps.get(i);
          try {
            step.action().run(play);
          } catch (Throwable failure) {
            throw new AssertionError(
                "step " + (i + 1) + ", " + step.name() + ": " + failure.getMessage(), failure);
          }
        }
      } finally {
        play.cancel();
      }
      runtime.assertNoLeaks();
      return runtime.clock().elapsed();
    }
  }

  /** The stream as it is being played. */
  private static final class Play<T> {
    final TestRuntime runtime;
    private final Stream<T> stream;
    private boolean finished;

    Play(Stream<T> stream, TestRuntime runtime) {
      this.stream = stream;
      this.runtime = runtime;
    }

    @Nullable T next() throws Exception {
      try {
        return runtime.run(asking().timeout(PATIENCE));
      } catch (TimeoutException missing) {
        throw new AssertionError("nothing came in " + PATIENCE, missing);
      }
    }

    /** One item; leaves the stream as it is when it is given up. */
    Future<@Nullable T> asking() {
      return new Future<>() {
        @Override
        public Poll<@Nullable T> poll(Context cx) throws Exception {
          if (finished) {
            throw new AssertionError("the stream has ended already");
          }
          try {
            Poll<@Nullable T> poll = stream.pollNext(cx);
            finished = poll instanceof Poll.Ready<@Nullable T> ready && ready.value() == null;
            return poll;
          } catch (Throwable failure) {
            finished = true;
            stream.cancel();
            throw failure;
          }
        }
      };
    }

    void cancel() {
      if (!finished) {
        finished = true;
        stream.cancel();
      }
    }
  }
}
