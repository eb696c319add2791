package weft.samples.steps;

import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Flux;
import weft.future.Future;
import weft.runtime.Handle;
import weft.runtime.WeftRuntime;
import weft.streams.Stream;
import weft.streams.Streams;

/**
 * A pipeline that is partly Reactor's and partly Weft's.
 *
 * <p><b>It teaches</b> the bridge in both directions, with demand passed on, so that nothing runs
 * ahead by more than what each crossing says.
 *
 * <p><b>Run it</b> with {@code samples/run steps.RoundTrip}.
 */
public final class RoundTrip {
  private RoundTrip() {}

  // @start region="page"
  public static void main(String[] arguments) throws Exception {
    try (var runtime = WeftRuntime.create()) {
      System.out.println(runtime.blockOn(pairs(5, Duration.ofMillis(100), runtime.handle())));
    }
  }

  static Future<List<String>> pairs(int count, Duration period, Handle handle) {
    // Weft: a tick for each period
    Stream<String> ticks = Streams.interval(period).take(count).map(number -> "tick " + number);
    // Reactor: whoever subscribes starts a task on the runtime, which polls the stream on demand
    Flux<String> pairs = Flux.from(ticks.toPublisher(handle)).buffer(2).map(String::valueOf);
    // Weft again: asks Reactor for one item ahead
    return Streams.fromPublisher(pairs, 1).filter(pair -> pair.contains("tick")).toList();
  }
  // @end
}
