package weft.tck;

import java.util.concurrent.Flow;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import weft.future.Spawner;

/** The blackbox TCK for one of our subscribers of {@link Flow}, on one kind of runtime. */
abstract class FlowSubscriberChecks extends FlowSubscriberBlackboxVerification<Integer> {
  private final Runtimes kind;
  private Runtimes.Running runtime;

  FlowSubscriberChecks(Runtimes kind) {
    super(new PatientEnvironment());
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

  abstract Flow.Subscriber<Integer> subject();

  @Override
  public Flow.Subscriber<Integer> createFlowSubscriber() {
    return FlowOnly.subscriber(subject());
  }

  @Override
  public Integer createElement(int element) {
    return element;
  }
}
