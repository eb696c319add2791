package weft.tck;

import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;
import weft.future.Spawner;
import weft.streams.Streams;

/** The TCK for one of our publishers, on one kind of runtime. */
abstract class PublisherChecks extends PublisherVerification<Integer> {
  private final PatientEnvironment environment;
  private final Runtimes kind;
  private Runtimes.Running runtime;

  PublisherChecks(Runtimes kind) {
    this(kind, new PatientEnvironment());
  }

  private PublisherChecks(Runtimes kind, PatientEnvironment environment) {
    super(environment);
    this.environment = environment;
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

  @Override
  @Test
  public void
      required_spec313_cancelMustMakeThePublisherEventuallyDropAllReferencesToTheSubscriber()
          throws Throwable {
    activePublisherTest(3, false, publisher -> environment.requireDropped(publisher));
  }

  /** The TCK gives the second subscriber's error 60 ms; but who waits for a signal sees it. */
  @Override
  @Test
  public void optional_spec111_maySupportMultiSubscribe() throws Throwable {
    optional_spec111_registeredSubscribersMustReceiveOnNextOrOnCompleteSignals();
  }
}
