package weft.tck;

import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import weft.future.Spawner;
import weft.streams.Streams;

/** The TCK for one of our publishers, on one kind of runtime. */
abstract class PublisherChecks extends PublisherVerification<Integer> {
  private final Runtimes kind;
  private Runtimes.Running runtime;

  PublisherChecks(Runtimes kind) {
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
  abstract Publisher<Integer> numbers(int count);

  @Override
  public Publisher<Integer> createPublisher(long elements) {
    return numbers((int) Math.min(Integer.MAX_VALUE, elements));
  }

  @Override
  public Publisher<Integer> createFailedPublisher() {
    return Streams.<Integer>failed(new IllegalStateException("it fails")).toPublisher(spawner());
  }

  @Override
  public long maxElementsFromPublisher() {
    return Integer.MAX_VALUE;
  }
}
