package weft.tck;

import java.util.concurrent.Flow;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import weft.future.Spawner;
import weft.streams.Streams;

/** The TCK for one of our publishers as one of {@link Flow}, on one kind of runtime. */
abstract class FlowPublisherChecks extends FlowPublisherVerification<Integer> {
  private final Runtimes kind;
  private Runtimes.Running runtime;

  FlowPublisherChecks(Runtimes kind) {
    super(Runtimes.environment());
    this.kind = kind;
  }

  @BeforeClass
  public void startRuntime() {
    runtime = kind.start();
  }

  @AfterClass(alwaysRun = true)
  public void stopRuntime() throws Exception {
    runtime.stop().run();
  }

  final Spawner spawner() {
    return runtime.spawner();
  }

  /** A publisher of the numbers from zero to {@code count - 1}. */
  abstract Flow.Publisher<Integer> numbers(int count);

  @Override
  public Flow.Publisher<Integer> createFlowPublisher(long elements) {
    return numbers((int) Math.min(Integer.MAX_VALUE, elements));
  }

  @Override
  public Flow.Publisher<Integer> createFailedFlowPublisher() {
    return Streams.<Integer>failed(new IllegalStateException("it fails")).toPublisher(spawner());
  }

  @Override
  public long maxElementsFromPublisher() {
    return Integer.MAX_VALUE;
  }
}
