package weft.samples.steps;

import static weft.async.Async.async;
import static weft.async.Async.await;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import weft.Weft;
import weft.runtime.WeftRuntime;
import weft.sync.Mpsc;

/**
 * Three producers, one consumer.
 *
 * <p><b>It teaches</b> a channel: how senders are given out, who waits for whom, how the end is
 * seen, and a limit on a wait.
 *
 * <p><b>Run it</b> with {@code samples/run steps.Producers}.
 */
public final class Producers {
  private Producers() {}

  // @start region="page"
  public static void main(String[] arguments) throws Exception {
    try (var runtime = WeftRuntime.create()) {
      System.out.println("sum: " + runtime.blockOn(async(Producers::sum)));
    }
  }

  static int sum() throws Exception {
    var channel = Mpsc.<Integer>bounded(4); // a fifth value waits until one was taken
    try (var first = channel.sender()) {
      for (int number = 1; number <= 3; number++) {
        int producer = number;
        Weft.spawn(
            async(
                first.copy(),
                sender -> { // each has a sender of its own, and closes it
                  for (int value = 0; value < 5; value++) {
                    await(sender.send(producer * 100 + value));
                  }
                }));
      }
    } // the first sender is closed too: the last one to go ends the channel
    return total(channel.receiver(), Duration.ofSeconds(5));
  }

  static int total(Mpsc.Receiver<Integer> values, Duration patience) throws Exception {
    int sum = 0;
    try (values) {
      for (var value = next(values, patience); value != null; value = next(values, patience)) {
        sum += value;
      }
    } catch (TimeoutException tooSlow) {
      System.out.println("nothing for " + patience);
    }
    return sum;
  }

  private static @Nullable Integer next(Mpsc.Receiver<Integer> values, Duration patience)
      throws Exception {
    return await(Weft.timeout(patience, values.receive())); // null at the end
  }
  // @end
}
