package weft.tck;

import java.util.concurrent.Flow;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;
import weft.future.Spawner;
import weft.streams.Streams;

/** The TCK for one of our publishers as one of {@link Flow}, on one kind of runtime. */
abstract class FlowPublisherChecks extends FlowPublisherVerification<Integer> {
  private final PatientEnvironment environment;
  private final Runtimes kind;
  private Runtimes.Running runtime;

  FlowPublisherChecks(Runtimes kind) {
    this(kind, new PatientEnvironment());
  }

  private FlowPublisherChecks(Runtimes kind, PatientEnvironment environment) {
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
