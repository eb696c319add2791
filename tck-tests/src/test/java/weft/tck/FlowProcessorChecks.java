package weft.tck;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.flow.IdentityFlowProcessorVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;
import weft.future.Spawner;
import weft.streams.Publishers;
import weft.streams.Streams;

/** The TCK for our processors as ones of {@link Flow}, on one kind of runtime. */
abstract class FlowProcessorChecks extends IdentityFlowProcessorVerification<Integer> {
  private final PatientEnvironment environment;
  private final Runtimes kind;
  private final ExecutorService helpers = Executors.newFixedThreadPool(2);
  private Runtimes.Running runtime;

  FlowProcessorChecks(Runtimes kind) {
    this(kind, new PatientEnvironment());
  }

  private FlowProcessorChecks(Runtimes kind, PatientEnvironment environment) {
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
    helpers.shutdownNow();
  }

  final Spawner spawner() {
    return runtime.spawner();
  }

  @Override
  public Flow.Processor<Integer, Integer> createIdentityFlowProcessor(int bufferSize) {
    return FlowOnly.processor(
        Publishers.<Integer, Integer>processor(
            stream -> stream.map(item -> item), spawner(), bufferSize));
  }

  @Override
  public Flow.Publisher<Integer> createFailedFlowPublisher() {
    return Streams.<Integer>failed(new IllegalStateException("it fails")).toPublisher(spawner());
  }

  @Override
  public ExecutorService publisherExecutorService() {
    return helpers;
  }

  @Override
  public Integer createElement(int element) {
    return element;
  }

  @Override
  public long maxSupportedSubscribers() {
    return 1;
  }

  @Override
  @Test
  public void
      required_spec313_cancelMustMakeThePublisherEventuallyDropAllReferencesToTheSubscriber()
          throws Throwable {
    environment.requireDropped(createPublisher(3));
  }

  /** The TCK gives the second subscriber's error 60 ms; but who waits for a signal sees it. */
  @Override
  @Test
  public void optional_spec111_maySupportMultiSubscribe() throws Throwable {
    optional_spec111_registeredSubscribersMustReceiveOnNextOrOnCompleteSignals();
  }
}
