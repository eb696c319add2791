package weft.testkit;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import weft.future.Future;
import weft.future.Futures;
import weft.io.Duplex;
import weft.io.IoResult;
import weft.task.JoinHandle;

/** What every connection owes its two users. Extend it for a transport of your own. */
public abstract class DuplexContract {
  private static final int MUCH = 200_000;

  /** For subclasses. */
  protected DuplexContract() {}

  /**
   * Two ends of one connection.
   *
   * @param one one end
   * @param other the end to which it is connected
   */
  public record Ends(Duplex one, Duplex other) {}

  /**
   * A fresh connection.
   *
   * @param runtime on which both ends are used
   */
  protected abstract Ends connect(TestRuntime runtime) throws Exception;

  /** What is to be tried on the two ends. */
  private interface Body {
    void run(TestRuntime runtime, Duplex one, Duplex other) throws Exception;
  }

  private void with(Body body) throws Exception {
    try (TestRuntime runtime = TestRuntime.create()) {
      Ends ends = connect(runtime);
      try (Duplex one = ends.one();
          Duplex other = ends.other()) {
        body.run(runtime, one, other);
      }
    }
  }

  private static byte[] pattern(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + (i >> 8));
    }
    return bytes;
  }

  /** More than any buffer holds arrives whole and in order, both ways at once. */
  @Test
  void bytesArriveWholeAndInOrder() throws Exception {
    with(
        (runtime, one, other) -> {
          byte[] there = pattern(MUCH);
          byte[] back = pattern(MUCH / 2);
          JoinHandle<Void> first =
              runtime.spawn(one.writeAll(ByteBuffer.wrap(there)).then(written -> one.shutdown()));
          JoinHandle<Void> second =
              runtime.spawn(
                  other.writeAll(ByteBuffer.wrap(back)).then(written -> other.shutdown()));
          Future<byte[]> atOther = other.readToEnd(MUCH);
          Future<byte[]> atOne = one.readToEnd(MUCH);
          boolean whole =
              runtime.run(
                  Futures.join(
                      atOther,
                      atOne,
                      (got, gotBack) -> Arrays.equals(got, there) && Arrays.equals(gotBack, back)));
          runtime.run(first);
          runtime.run(second);
          if (!whole) {
            throw new AssertionError("the bytes that arrived are not those that were sent");
          }
        });
  }

  /** One byte at a time is as good as many. */
  @Test
  void oneByteAtATime() throws Exception {
    with(
        (runtime, one, other) -> {
          byte[] sent = pattern(100);
          JoinHandle<Void> writer =
              runtime.spawn(
                  Steps.loop(
                      round ->
                          round < sent.length
                              ? one.writeAll(ByteBuffer.wrap(sent, round, 1))
                              : null));
          ByteBuffer got = ByteBuffer.allocate(sent.length);
          runtime.run(
              Steps.loop(
                  round ->
                      round < sent.length
                          ? other.readExact(got.limit(round + 1).position(round))
                          : null));
          runtime.run(writer);
          if (!Arrays.equals(got.array(), sent)) {
            throw new AssertionError("the bytes that arrived are not those that were sent");
          }
        });
  }

  /** The end of one direction leaves the other open, and stays the end. */
  @Test
  void halfCloseLeavesTheOtherDirection() throws Exception {
    with(
        (runtime, one, other) -> {
          runtime.run(one.shutdown());
          for (int i = 0; i < 2; i++) {
            int end = runtime.run(other.read(ByteBuffer.allocate(1)));
            if (!IoResult.isEof(end)) {
              throw new AssertionError("expected the end of the stream, but " + end);
            }
          }
          runtime.run(other.writeAll(ByteBuffer.wrap(new byte[] {42})));
          ByteBuffer answer = ByteBuffer.allocate(1);
          runtime.run(one.readExact(answer));
          if (answer.get(0) != 42) {
            throw new AssertionError("expected 42, but " + answer.get(0));
          }
        });
  }

  /** A read that is given up has taken nothing. */
  @Test
  void cancelledReadLosesNothing() throws Exception {
    with(
        (runtime, one, other) -> {
          JoinHandle<Integer> reader = runtime.spawn(other.read(ByteBuffer.allocate(1)));
          runtime.runUntilIdle();
          reader.abort();
          runtime.runUntilIdle();
          runtime.run(one.writeAll(ByteBuffer.wrap(new byte[] {1, 2})));
          ByteBuffer both = ByteBuffer.allocate(2);
          runtime.run(other.readExact(both));
          if (both.get(0) != 1 || both.get(1) != 2) {
            throw new AssertionError("expected 1, 2, but " + both.get(0) + ", " + both.get(1));
          }
        });
  }
}
